import { findMetric, kinds, metricIndex, type SensorKind } from '../../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../../domain/reading.ts';
import type { PlaceId } from '../../domain/record.ts';
import { parseCourseValue, type CourseValue } from './course-values.ts';
import { parseDuration } from './duration.ts';
import type { TruthMoment } from './moment.ts';
import { stepKeyNames, type DeviceEntry, type StepEntry } from './rule-test-file.ts';

/** The simulators' courses, which this room may not know itself. Throws where there is no such scenario. */
export type Simulate = (options: {
  readonly scenario: string;
  readonly seed: number;
  readonly interval_s: number;
  readonly startTime: number;
  readonly duration_s?: number;
}) => {
  readonly kind: SensorKind;
  readonly readings: readonly { readonly time: number; readonly values: Readonly<Record<string, number>> }[];
  readonly truth: readonly { readonly time: number; readonly event: string; readonly role: string }[];
};

/** A device of a test, played out. */
export interface TestDevice {
  readonly id: string;
  readonly kind: SensorKind;
  readonly place: readonly PlaceId[];
  /** How far its clock is ahead, ms. */
  readonly clock_ms: number;
  /** In no particular order. */
  readonly readings: readonly Reading[];
  readonly truth: readonly TruthMoment[];
  /** By the right clock, ms. */
  readonly end: number;
}

/** A fault with the keys of the entry that lead to it. */
export interface DeviceFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a device of a test says, or everything that is wrong with its entry. */
export function toTestDevice(
  entry: DeviceEntry,
  setting: { readonly start: number; readonly number: number; readonly simulate: Simulate },
): TestDevice | { readonly faults: readonly DeviceFault[] } {
  const { course, scenario } = entry;
  if ((course === undefined) === (scenario === undefined)) {
    return { faults: [{ path: [], message: 'a device has either a course or a scenario' }] };
  }
  const start = setting.start + parseDuration(entry.begins ?? '0s');
  const played =
    course === undefined
      ? playScenario(entry, { start, simulate: setting.simulate })
      : playCourse(entry, course, start);
  if ('faults' in played) return played;
  const { kind, samples, truth, end } = played;
  const id = entry.id ?? `${kind}-${setting.number}`;
  const clock_ms = (entry.clock ?? 0) * 1_000;
  return {
    id,
    kind,
    place: (entry.place ?? []) as readonly PlaceId[],
    clock_ms,
    readings: samples.map((sample) => toReading(sample, { id, kind, clock_ms })),
    truth: truth.map(({ event, role, time }) => ({ event, role, at_ms: time - setting.start })),
    end,
  };
}

/** Times by the right clock, ms. */
interface Sample {
  readonly time: number;
  readonly receivedAt: number;
  readonly values: Readonly<Record<string, number>>;
  readonly isBad: boolean;
}

interface Played {
  readonly kind: SensorKind;
  readonly samples: readonly Sample[];
  readonly truth: ReturnType<Simulate>['truth'];
  readonly end: number;
}

type Faults = { readonly faults: readonly DeviceFault[] };

function playScenario(
  { scenario = '', seed = 1, every_s, lasting, kind: wanted }: DeviceEntry,
  { start, simulate }: { start: number; simulate: Simulate },
): Played | Faults {
  const duration_s = lasting === undefined ? {} : { duration_s: parseDuration(lasting) / 1_000 };
  let history;
  try {
    history = simulate({ scenario, seed, interval_s: every_s, startTime: start, ...duration_s });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { faults: [{ path: ['scenario'], message }] };
  }
  const { kind, readings, truth } = history;
  if (wanted !== undefined && wanted !== kind) {
    return { faults: [{ path: ['kind'], message: `${scenario} is about ${kind}` }] };
  }
  const samples = readings.map(({ time, values }) => ({ time, receivedAt: time, values, isBad: false }));
  return { kind, samples, truth, end: samples.at(-1)?.time ?? start };
}

function playCourse(
  { kind, every_s }: DeviceEntry,
  course: readonly StepEntry[],
  start: number,
): Played | Faults {
  if (kind === undefined) return { faults: [{ path: [], message: 'kind missing' }] };
  const faults: DeviceFault[] = [];
  const samples: Sample[] = [];
  /** What each metric says until told otherwise. */
  const before = new Map<string, number>();
  let at = start;
  for (const [index, step] of course.entries()) {
    const path = ['course', index];
    const report = (key: string, message: string): void => {
      faults.push({ path: [...path, key], message });
    };
    if ((step.over === undefined) === (step.silence === undefined)) {
      faults.push({ path, message: 'a step has either over or silence' });
      continue;
    }
    if (step.silence !== undefined) {
      if (Object.keys(step).length > 1) faults.push({ path, message: 'silence stands alone in its step' });
      at += parseDuration(step.silence);
      continue;
    }
    const values = toStepValues(step, { kind, before, report });
    const from = at;
    const length_ms = parseDuration(step.over ?? '0s');
    at += length_ms;
    for (let count = 0; count * every_s * 1_000 < length_ms; count += 1) {
      const elapsed_ms = Math.round(count * every_s * 1_000);
      samples.push(...toSamples(step, { from, to: at, elapsed_ms, count, values }));
    }
  }
  return faults.length > 0 ? { faults } : { kind, samples, truth: [], end: at };
}

function toStepValues(
  step: StepEntry,
  on: { kind: SensorKind; before: Map<string, number>; report: (key: string, message: string) => void },
): ReadonlyMap<string, CourseValue> {
  const { kind, before, report } = on;
  const values = new Map<string, CourseValue>();
  for (const [name, value] of before) values.set(name, () => value);
  for (const [name, entry] of Object.entries(step)) {
    if (stepKeyNames.has(name)) continue;
    if (findMetric(kind, name) === undefined) {
      report(name, `${kind} has no metric ${name}`);
      continue;
    }
    const parsed = parseCourseValue(entry, before.get(name) ?? NaN);
    if ('fault' in parsed) {
      report(name, `${name}: ${parsed.fault}`);
      continue;
    }
    values.set(name, parsed.values);
    before.set(name, parsed.after);
  }
  for (const name of step.bad ?? []) {
    if (findMetric(kind, name) === undefined) report('bad', `${kind} has no metric ${name}`);
  }
  return values;
}

function toSamples(
  step: StepEntry,
  at: {
    from: number;
    to: number;
    elapsed_ms: number;
    count: number;
    values: ReadonlyMap<string, CourseValue>;
  },
): readonly Sample[] {
  const time = at.from + at.elapsed_ms;
  const share = at.elapsed_ms / (at.to - at.from);
  const named: Record<string, number> = {};
  for (const [name, value] of at.values) {
    const number = step.bad?.includes(name) === true ? NaN : value(share, at.count);
    if (!Number.isNaN(number)) named[name] = number;
  }
  const receivedAt = step.arriving === 'together' ? at.to : time + parseDuration(step.late_by ?? '0s');
  const sample: Sample = { time, receivedAt, values: named, isBad: step.bad !== undefined };
  return step.twice === true ? [sample, { ...sample, receivedAt: receivedAt + 1_000 }] : [sample];
}

/** As the codec decodes it from a message. */
function toReading(
  { time, receivedAt, values, isBad }: Sample,
  { id, kind, clock_ms }: { id: string; kind: SensorKind; clock_ms: number },
): Reading {
  const numbers = kinds[kind].metrics.map(() => NaN);
  let flags = isBad ? ReadingFlag.badValue : 0;
  for (const [name, value] of Object.entries(values)) {
    const index = metricIndex(kind, name);
    const metric = findMetric(kind, name);
    if (index === undefined || metric === undefined) continue;
    numbers[index] = value;
    if (value < metric.min || value > metric.max) flags |= ReadingFlag.outOfRange;
  }
  return {
    kind,
    deviceId: id,
    time: time + clock_ms,
    receivedAt,
    seq: null,
    values: numbers,
    extra: null,
    flags,
  };
}
