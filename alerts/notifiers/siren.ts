import { notifierLimits } from './limits.ts';
import { failed, sent, type Notifier } from './notifier.ts';

/** Whether the device is there to hear a command, is away, or does not exist. */
export type CommandReach = 'connected' | 'away' | 'unknown';

export interface SirenOptions {
  /** Hands a command to the broker for a device on site. */
  readonly sendCommand: (deviceId: string, command: object) => CommandReach;
  readonly duration_s?: number;
}

/**
 * A siren on site, by the command that the contract has: `{command: 'siren', id, state, duration_s}`; `id` is
 * the delivery's, and comes back in the device's answer. It is silenced when the alert is over. A siren that
 * is away has not been told: one that begins to howl when it returns, minutes later, would help nobody.
 */
export function createSiren({
  sendCommand,
  duration_s = notifierLimits.sirenDuration_s,
}: SirenOptions): Notifier {
  return {
    async send({ address, id, notices }) {
      const isOver = notices.every(({ delivery }) => delivery.content.reason === 'returned');
      const command = isOver
        ? { command: 'siren', id, state: 'off' }
        : { command: 'siren', id, state: 'on', duration_s };
      const reach = sendCommand(address, command);
      if (reach === 'connected') return sent('handed to the device');
      return reach === 'away'
        ? failed('the siren is not connected')
        : failed('no such device', { isPermanent: true });
    },
  };
}
