import type { SensorKind } from '../domain/kinds.ts';
import type { JournalRecord, PlaceId } from '../domain/record.ts';
import type { Reading } from '../domain/reading.ts';
import { createRandom, type Random } from '../simulators/random.ts';
import { toReading, toTelemetry } from './test-history.ts';

/** For tests: everything that a street can do to an engine, from a seed. */
export interface RandomHistory {
  readonly records: readonly JournalRecord[];
  /** By our clock, ms: after the last record. */
  readonly end: number;
}

export const historyStart = 1_800_000_000_000;

interface Sensor {
  readonly id: string;
  readonly kind: SensorKind;
  readonly interval_s: number;
  readonly clockError_ms: number;
  clockStep_ms: number;
  /** Where its main value is on the way to, and is now, 0 (calm) to 1 (far beyond every threshold). */
  aim: number;
  level: number;
  next: number;
  seq: number;
  hasSeq: boolean;
  /** Readings that it could not send. */
  buffer: Reading[];
  silentUntil: number;
}

const sites: readonly (readonly PlaceId[])[] = [
  ['site:kitchen', 'building:b1', 'grid:g1'],
  ['site:shaft', 'building:b1', 'grid:g1'],
  ['site:underpass', 'grid:g2'],
];

const kindsOfSensors: readonly SensorKind[] = [
  'smoke',
  'smoke',
  'electrical',
  'water',
  'elevator',
  'water',
  'smoke',
];

/**
 * Several devices over some minutes to hours: calm, rising, steady, falling, with gaps, late, repeated and
 * unordered readings, wrong and stepping clocks, bad values, and ticks. Ends in calm or not, as chance has it.
 */
export function randomHistory(seed: number): RandomHistory {
  const random = createRandom(seed);
  // What learns for an hour needs a long one now and then.
  const isLong = random.chance(0.06);
  const duration_ms = (isLong ? 170 : random.integer(12, 35)) * 60_000;
  const sensors = kindsOfSensors
    .slice(0, random.integer(2, isLong ? 3 : kindsOfSensors.length))
    .map((kind, index) => createSensor(kind, index, random));
  const records: JournalRecord[] = [];
  let now = historyStart;
  const calmUntil = isLong ? historyStart + 110 * 60_000 : historyStart;
  for (const { id: deviceId, kind } of sensors) {
    if (random.chance(0.8))
      records.push({ type: 'placement', at: now, deviceId, kind, path: randomPath(random) });
  }
  const end = historyStart + duration_ms;
  while (now < end) {
    const sensor = soonest(sensors);
    now = Math.max(now, sensor.next);
    if (random.chance(0.3)) records.push({ type: 'tick', at: now });
    if (now < calmUntil) sensor.aim = 0;
    speak(sensor, now, { random, records });
    if (random.chance(0.002)) {
      const { id: deviceId, kind } = sensor;
      records.push({ type: 'placement', at: now, deviceId, kind, path: randomPath(random) });
    }
  }
  return { records, end: now + 3_600_000 };
}

function createSensor(kind: SensorKind, index: number, random: Random): Sensor {
  return {
    id: `${kind}-${index}`,
    kind,
    interval_s: [2, 10, 20, 60][random.integer(0, 3)] ?? 20,
    clockError_ms: [0, 0, 0, -8 * 3_600_000, 20_000, -700_000_000_000][random.integer(0, 5)] ?? 0,
    clockStep_ms: 0,
    aim: 0,
    level: 0,
    next: historyStart + random.integer(0, 20_000),
    seq: 0,
    hasSeq: random.chance(0.5),
    buffer: [],
    silentUntil: 0,
  };
}

function randomPath(random: Random): readonly PlaceId[] {
  return sites[random.integer(0, sites.length)] ?? [];
}

function soonest(sensors: readonly Sensor[]): Sensor {
  let first = sensors[0];
  for (const sensor of sensors) if (first === undefined || sensor.next < first.next) first = sensor;
  if (first === undefined) throw new Error('no sensors');
  return first;
}

function speak(sensor: Sensor, now: number, to: { random: Random; records: JournalRecord[] }): void {
  const { random, records } = to;
  sensor.next = now + Math.round(sensor.interval_s * 1000 * random.between(0.8, 1.2));
  if (random.chance(sensor.interval_s / 300)) sensor.aim = [0, 0, 0.5, 0.8, 1][random.integer(0, 4)] ?? 0;
  if (random.chance(0.002)) sensor.clockStep_ms -= 3_600_000;
  sensor.level += (sensor.aim - sensor.level) * random.between(0, 0.4);
  const reading = measure(sensor, now, random);
  if (now < sensor.silentUntil) {
    // What is buffered comes later; what is lost never does.
    if (random.chance(0.7)) sensor.buffer.push(reading);
    return;
  }
  if (random.chance(0.01)) sensor.silentUntil = now + random.integer(10, 900) * 1000;
  if (sensor.buffer.length > 0) flush(sensor, now, to);
  const message = toTelemetry([reading]);
  if (random.chance(0.03)) {
    // Overtaken on the way: it comes after its successor.
    sensor.buffer.push(reading);
    return;
  }
  records.push(message);
  if (random.chance(0.05)) records.push(message);
}

/** All at once in one message, one by one, or in no order at all. */
function flush(
  sensor: Sensor,
  now: number,
  { random, records }: { random: Random; records: JournalRecord[] },
): void {
  const readings = sensor.buffer.map((reading) => ({ ...reading, receivedAt: now }));
  sensor.buffer = [];
  const way = random.integer(0, 2);
  if (way === 0) records.push(toTelemetry(readings));
  else {
    const ordered = way === 1 ? readings : readings.toReversed();
    for (const reading of ordered) records.push(toTelemetry([reading]));
  }
}

function measure(sensor: Sensor, now: number, random: Random): Reading {
  sensor.seq += 1;
  const { id: deviceId, kind, level, seq, hasSeq } = sensor;
  const time = now + sensor.clockError_ms + sensor.clockStep_ms;
  const reading = toReading(kind, time, { ...valuesOf(kind, level, random), at: now });
  const isBad = random.chance(0.01);
  return { ...reading, deviceId, seq: hasSeq ? seq : null, flags: isBad ? 8 : 0 };
}

function valuesOf(kind: SensorKind, level: number, random: Random): Record<string, number> {
  const noise = random.normal(0, 1);
  const values = {
    smoke: () => ({
      temperature_c: 20 + 60 * level + 0.2 * noise,
      obscuration_pct_m: Math.max(0, 9 * level + 0.05 * noise),
      co_ppm: Math.max(0, 400 * level),
      alarm: level > 0.85 ? 1 : 0,
      test: random.chance(0.005) ? 1 : 0,
      fault: random.chance(0.01) ? 1 : 0,
      tamper: 0,
      battery_pct: 50,
    }),
    electrical: () => ({
      residual_current_ma: Math.max(0, 40 + 400 * level + noise),
      cable_temperature_l1_c: 30 + 80 * level + 0.1 * noise,
      cable_temperature_l2_c: 30 + 20 * level,
      current_l1_a: 10 + 30 * level + 0.1 * noise,
      current_l2_a: 11,
      current_l3_a: 12,
      arc_count: Math.round(20 * level),
      fault: 0,
    }),
    water: () => ({
      depth_m: Math.max(0, Math.round(1000 * (0.6 * level + 0.002 * noise)) / 1000),
      rain_mm_h: 60 * level,
      pump_running: level > 0.3 && random.chance(0.15) ? 1 : 0,
      battery_pct: 20 - 10 * level,
      fault: 0,
    }),
    elevator: () => ({
      floor: random.integer(1, 9),
      speed_m_s: level > 0.6 ? 0 : random.between(-1, 1),
      door_zone: level > 0.6 ? 0 : random.integer(0, 1),
      door_closed: random.integer(0, 1),
      occupied: random.integer(0, 1),
      service_mode: random.chance(0.95) ? 1 : random.integer(0, 7),
      fault_code: random.chance(0.9) ? 0 : ([2, 3, 11, 41][random.integer(0, 3)] ?? 0),
      alarm_button: random.chance(0.03) ? 1 : 0,
    }),
  }[kind]();
  const measured: Record<string, number> = { ...values };
  // A message need not bring everything; and a sensor may say nonsense.
  for (const name of Object.keys(measured)) if (random.chance(0.03)) delete measured[name];
  if (random.chance(0.01)) measured[Object.keys(measured)[0] ?? ''] = 99_999;
  return measured;
}
