import { createHash, timingSafeEqual } from 'node:crypto';
import { canaryAlarmIndex, canaryDeviceId, canaryKind } from '../domain/canary.ts';
import { noDeviceFacts } from '../domain/device-facts.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalRecord } from '../domain/record.ts';
import type { Device } from '../fleet/fleet.ts';

interface Inbound {
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly payload: Buffer;
  readonly receivedAt: number;
}

type Settled = (error: Error | null) => void;

interface Entered {
  authenticate(deviceId: string, password: Uint8Array): 'device' | 'enrolment' | 'refused';
  device(id: string): Device | undefined;
}

/** How the canary gets through the broker's door without being a device of the fleet. */
export interface CanaryEntrance {
  /** The fleet as the broker sees it: with one device more, which nobody else can be. */
  fleet<F extends Entered>(fleet: F): F;
  /** What the canary sends becomes a record of its own kind, on disk before it is acknowledged, as an alarm is. */
  accept<M extends Inbound>(
    accept: (message: M, settled: Settled) => void,
  ): (message: M, settled: Settled) => void;
  /** The canary comes and goes unnoticed. */
  presence<P extends { readonly deviceId: string }>(note: (presence: P) => void): (presence: P) => void;
}

export function createCanaryEntrance(options: {
  readonly secret: string;
  readonly decode: (message: Inbound) => { readonly readings: readonly Reading[] };
  readonly append: (record: JournalRecord, settled: Settled, priority: 'alarm') => void;
}): CanaryEntrance {
  const { decode, append } = options;
  const isSecret = isText(options.secret);
  const device: Device = {
    ...noDeviceFacts,
    id: canaryDeviceId,
    kind: canaryKind,
    siteId: null,
    name: null,
    enrolled: false,
    disabled: false,
    createdAt: 0,
  };
  return {
    fleet: (fleet) => ({
      ...fleet,
      authenticate(deviceId, password) {
        if (deviceId !== canaryDeviceId) return fleet.authenticate(deviceId, password);
        return isSecret(password) ? 'device' : 'refused';
      },
      device: (id) => (id === canaryDeviceId ? device : fleet.device(id)),
    }),
    accept: (accept) => (message, settled) => {
      if (message.deviceId !== canaryDeviceId) return accept(message, settled);
      const [reading] = decode(message).readings;
      if (reading === undefined || reading.seq === null) {
        return settled(new Error('a canary that cannot be read'));
      }
      const { seq, values } = reading;
      const alarm = values[canaryAlarmIndex] === 1;
      append({ type: 'canary', receivedAt: message.receivedAt, seq, alarm }, settled, 'alarm');
    },
    presence: (note) => (presence) => {
      if (presence.deviceId !== canaryDeviceId) note(presence);
    },
  };
}

/** Compares in constant time, whatever the lengths. */
export function isText(text: string): (given: Uint8Array | string) => boolean {
  const expected = digest(text);
  return (given) => timingSafeEqual(digest(given), expected);
}

function digest(content: Uint8Array | string): Buffer {
  return createHash('sha256').update(content).digest();
}
