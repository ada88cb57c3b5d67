import type { SensorKind } from '../../domain/kinds.ts';
import { createChance, type Chance } from './chance.ts';
import { drawCourse, step_ms, type HandSaid } from './course.ts';
import { drawFaults, type Fault } from './fault.ts';

/** One seed's scenario: who sends what, what goes wrong when, what staff do. The same seed draws the same. */
export interface Plan {
  readonly seed: number;
  readonly devices: readonly DevicePlan[];
  readonly faults: readonly Fault[];
  /** How often staff look for something to acknowledge, ms; null: never. */
  readonly staffEvery_ms: number | null;
  /** Devices have a secret each; without it they come with the enrolment key. */
  readonly haveSecrets: boolean;
  /** Devices connect to the service itself: thousands of connections through a line would need twice the sockets. */
  readonly isDirect: boolean;
}

export interface PlannedReading {
  /** By the device's clock, ms after its first reading. */
  readonly after_ms: number;
  readonly seq: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface DevicePlan {
  readonly id: string;
  readonly kind: SensorKind;
  /** Of the device's clock, at its first reading, ms from ours; so far back that the course ends in the past. */
  readonly clock_ms: number;
  /** Unacknowledged messages at most. */
  readonly window: number;
  /** Readings that go out together, message by message. */
  readonly messages: readonly (readonly PlannedReading[])[];
  /** Waiting time before each of them, ms. */
  readonly waits_ms: readonly number[];
  readonly said: readonly HandSaid[];
}

const kinds: readonly SensorKind[] = ['smoke', 'smoke', 'water', 'electrical', 'elevator'];

export function drawPlan(seed: number): Plan {
  const chance = createChance(seed, 0);
  const count = chance.integer(3, 8);
  const devices = Array.from({ length: count }, (_, index) =>
    drawDevice(`D${index + 1}`, createChance(seed, 100 + index)),
  );
  return {
    seed,
    devices,
    faults: drawFaults(createChance(seed, 1)),
    haveSecrets: false,
    isDirect: false,
    staffEvery_ms: chance.chance(0.7) ? chance.integer(100, 500) : null,
  };
}

/** Of these, one in so many has something to say. */
const stormBreachEvery = 100;

/** A city's devices: all come back at the same moment, twice, and once to a service that was killed. */
export function drawStorm(seed: number, count: number): Plan {
  const devices = Array.from({ length: count }, (_, index) => {
    const chance = createChance(seed, 1_000 + index);
    const device = drawDevice(`D${index + 1}`, chance);
    const isQuiet = index % stormBreachEvery !== 0;
    const messages = isQuiet ? device.messages.slice(0, 1) : device.messages;
    // Spread over a while, so that there is always something on its way.
    const waits_ms = messages.map(() => chance.between(0, 20_000 / messages.length));
    return isQuiet ? { ...device, messages, waits_ms, said: [] } : { ...device, messages, waits_ms };
  });
  const faults: Fault[] = [
    { at: 0.3, type: 'storm' },
    { at: 0.5, type: 'restart', signal: 'SIGKILL', pause_ms: 0 },
    { at: 0.8, type: 'storm' },
  ];
  return { seed, devices, faults, staffEvery_ms: 500, haveSecrets: true, isDirect: true };
}

function drawDevice(id: string, chance: Chance): DevicePlan {
  const kind = chance.pick(kinds);
  const { values, said } = drawCourse(kind, chance);
  // A clock that is right, hours off, or days.
  const behind_h = chance.pick([3, 3, 11, 100]);
  const readings = values.map((measured, step) => ({
    after_ms: step * step_ms,
    seq: step,
    values: measured,
  }));
  const messages: PlannedReading[][] = [];
  const together = chance.pick([1, 3, 8, 40]);
  for (let from = 0; from < readings.length;) {
    // The first comes alone: of a buffer at first contact, all but the newest is the past, and rings nothing.
    const size = from === 0 ? 1 : chance.integer(1, together);
    messages.push(readings.slice(from, from + size));
    from += size;
  }
  const pace_ms = 2_500 / messages.length;
  return {
    id,
    kind,
    clock_ms: -behind_h * 3_600_000,
    window: chance.pick([1, 2, 8]),
    messages,
    waits_ms: messages.map(() => Math.min(chance.exponential(pace_ms), 4 * pace_ms)),
    said,
  };
}
