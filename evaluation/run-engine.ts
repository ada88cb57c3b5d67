import type { AlertChange } from '../domain/alert.ts';
import { findMetric, kinds, metricIndex, type SensorKind } from '../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import type { JournalRecord, PlaceId } from '../domain/record.ts';
import { decodeTime } from '../ingest/decode-time.ts';
import { createRulesEngine } from '../rules/engine.ts';
import type { Rule } from '../rules/rule.ts';
import { evaluationLimits } from './limits.ts';
import type { Detection } from './protocol.ts';

/** What a device measured at one instant. */
export interface Sample {
  /** By the device's clock, ms. */
  readonly time: number;
  /** By metric name of the kind; what is not a finite number counts as missing. */
  readonly values: Readonly<Record<string, number>>;
  /** When it came in, by our clock, ms; `time` when left out. Needed where devices' clocks are wrong. */
  readonly receivedAt?: number;
}

/** A change with the moment, by our clock, at which it came out of the engine: what may be scored. */
export interface HeardChange extends AlertChange {
  readonly heardAt: number;
}

/** A device of a run of several. */
export interface RunDevice {
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly samples: Iterable<Sample>;
  /** From the nearest place outwards. */
  readonly place?: readonly PlaceId[];
}

/**
 * Plays one device's samples to a fresh engine, in the order given, as messages of one reading each, with
 * time passing in between. Never shows the engine anything before it has come in. Throws on a metric that
 * the kind does not have: that is a mistake in whoever reads the recording.
 */
export function runEngine({
  rules,
  kind,
  deviceId = 'device-1',
  ...rest
}: {
  readonly rules: readonly Rule[];
  readonly kind: SensorKind;
  readonly deviceId?: string;
  readonly samples: Iterable<Sample>;
  readonly place?: readonly PlaceId[];
  /** How long time goes on after the last sample, s. */
  readonly after_s?: number;
}): readonly HeardChange[] {
  const { after_s, ...device } = rest;
  return runEngineTogether({
    rules,
    devices: [{ kind, deviceId, ...device }],
    ...(after_s === undefined ? {} : { after_s }),
  });
}

/** The same for several devices on one engine, for rules that look across them. */
export function runEngineTogether({
  rules,
  devices,
  after_s = evaluationLimits.afterLastSample_s,
}: {
  readonly rules: readonly Rule[];
  readonly devices: readonly RunDevice[];
  readonly after_s?: number;
}): readonly HeardChange[] {
  const engine = createRulesEngine({ rules });
  const heard: HeardChange[] = [];
  let offset = 0;
  function play(record: JournalRecord, at: number): void {
    offset += 1;
    for (const change of engine.evaluate({ offset, record })) heard.push({ ...change, heardAt: at });
  }

  const arrivals = devices.flatMap(toArrivals).sort((a, b) => a.receivedAt - b.receivedAt);
  const start = arrivals[0]?.receivedAt ?? 0;
  for (const { place, deviceId, kind } of devices) {
    if (place !== undefined) play({ type: 'placement', at: start, deviceId, kind, path: place }, start);
  }
  let now = start;
  for (const reading of arrivals) {
    passTime(now, reading.receivedAt, play);
    now = reading.receivedAt;
    play(toTelemetry(reading), now);
  }
  const end = now + after_s * 1_000;
  passTime(now, end, play);
  play({ type: 'tick', at: end }, end);
  return heard;
}

/**
 * The moments at which these changes tell somebody of something new: raised, not about the past. By default
 * all of them; `ruleIds` chooses some, `forecasts` those that foretell (true) or state (false).
 */
export function toDetections(
  changes: readonly HeardChange[],
  { ruleIds, forecasts }: { ruleIds?: readonly string[]; forecasts?: boolean } = {},
): readonly Detection[] {
  return changes
    .filter(
      ({ change, retrospective, ruleId, forecast }) =>
        change === 'raise' &&
        !retrospective &&
        (ruleIds === undefined || ruleIds.includes(ruleId)) &&
        (forecasts === undefined || forecasts === (forecast !== null)),
    )
    .map(({ heardAt, forecast }) => ({ at: heardAt, probability: forecast?.probability ?? null }));
}

/** Ticks between two moments, both excluded: each second as in the service, rarer in a long silence. */
function passTime(from: number, to: number, play: (record: JournalRecord, at: number) => void): void {
  const { denseTicks_s, denseTick_s, sparseTicks_s, sparseTick_s, rareTick_s } = evaluationLimits;
  let at = from;
  for (;;) {
    const silence_s = (at - from) / 1_000;
    const step_s =
      silence_s < denseTicks_s ? denseTick_s : silence_s < sparseTicks_s ? sparseTick_s : rareTick_s;
    at += step_s * 1_000;
    if (at >= to) return;
    play({ type: 'tick', at }, at);
  }
}

/** Each sample as a reading; what came in never came in before the one before it. */
function toArrivals({ kind, deviceId, samples }: RunDevice): readonly Reading[] {
  const readings: Reading[] = [];
  let receivedAt = -Infinity;
  for (const sample of samples) {
    receivedAt = Math.max(receivedAt, sample.receivedAt ?? sample.time);
    const reading = toReading(sample, { kind, deviceId, receivedAt });
    if (reading !== null) readings.push(reading);
  }
  return readings;
}

/** As the codec decodes it from a message; null when no value is a number. */
function toReading(
  sample: Sample,
  { kind, deviceId, receivedAt }: { kind: SensorKind; deviceId: string; receivedAt: number },
): Reading | null {
  const values = kinds[kind].metrics.map(() => NaN);
  let flags = 0;
  let known = 0;
  for (const [name, value] of Object.entries(sample.values)) {
    const index = metricIndex(kind, name);
    const metric = findMetric(kind, name);
    if (index === undefined || metric === undefined) throw new Error(`${kind} has no metric ${name}`);
    if (!Number.isFinite(value)) continue;
    known += 1;
    values[index] = value;
    if (value < metric.min || value > metric.max) flags |= ReadingFlag.outOfRange;
  }
  if (known === 0) return null;
  // Recordings that count from an ignition have no date, so only a time beside an arrival is judged.
  const decoded = sample.receivedAt === undefined ? null : decodeTime(sample.time, receivedAt);
  const time = decoded?.time ?? sample.time;
  return {
    kind,
    deviceId,
    time,
    receivedAt,
    seq: null,
    values,
    extra: null,
    flags: flags | (decoded?.flag ?? 0),
  };
}

const noPayload = new Uint8Array();

function toTelemetry(reading: Reading): JournalRecord {
  const { kind, deviceId, receivedAt } = reading;
  return {
    type: 'telemetry',
    receivedAt,
    kind,
    deviceId,
    payload: noPayload,
    readings: [reading],
    problems: [],
  };
}
