import { notifierLimits } from './limits.ts';
import { failed, sent, type Notifier } from './notifier.ts';

/** Whether the device is there to hear a command, is away, or does not exist. */
export type CommandReach = 'connected' | 'away' | 'unknown';

export interface SirenOptions {
  readonly reachOf: (deviceId: string) => CommandReach;
  /** Hands a command to the broker for a device on site. */
  readonly sendCommand: (deviceId: string, command: object) => void;
  readonly duration_s?: number;
}

/**
 * A siren on site, by the command that the contract has: `{command: 'siren', id, state, duration_s}`; `id` is
 * the delivery's, and comes back in the device's answer. It is silenced when the alert is over. A siren that
 * is away has not been told: one that begins to howl when it returns, minutes later, would help nobody. What
 * is only for people to read (a channel works again) sounds nothing.
 */
export function createSiren(options: SirenOptions): Notifier {
  const { reachOf, sendCommand, duration_s = notifierLimits.sirenDuration_s } = options;
  return {
    async send({ address, id, notices }) {
      const reach = reachOf(address);
      if (reach === 'unknown') return failed('no such device', { isPermanent: true });
      if (reach === 'away') return failed('the siren is not connected');
      const contents = notices.map(({ delivery }) => delivery.content);
      if (contents.every(({ subject }) => subject.type === 'notice'))
        return sent('connected; nothing to sound');
      const isOver = contents.every(({ reason }) => reason === 'returned');
      sendCommand(
        address,
        isOver ? { command: 'siren', id, state: 'off' } : { command: 'siren', id, state: 'on', duration_s },
      );
      return sent('handed to the device');
    },
  };
}
