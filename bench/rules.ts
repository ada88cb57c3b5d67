import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { kinds, metricIndex, type SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalEntry, PlaceId } from '../domain/record.ts';
import { createJournal } from '../journal/journal.ts';
import { createRulesEngine, type RulesEngine } from '../rules/engine.ts';
import { loadRules, parseRuleSet } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import type { Figure } from './support/figure.ts';
import { median, percentile } from './support/median.ts';
import { progress } from './support/progress.ts';

const start = 1_800_000_000_000;
const rounds = 7;
const readingsPerRound = 200_000;
const devicesPerSite = 10;
const reportingInterval_ms = 20_000;
const rulesPerDevice_max = 12;
/** Enough that 250 rules of a kind are at most 12 for each of its devices. */
const zones = 21;
const fleetSizes = [100, 1_000, 10_000, 100_000] as const;
const ruleCounts = [1, 100, 1_000] as const;
/** A flood of evaluators with memory must not be mistaken for the cost of thresholds: both are measured. */
const shipped = await loadRules(join(import.meta.dirname, '../rules/defaults'));

/**
 * What a reading costs in the rules, with few and many rules and devices, and what a snapshot of a large fleet
 * costs those who go on meanwhile.
 */
export async function measureRules(): Promise<readonly Figure[]> {
  const byRules = measureByRules();
  const byFleet = measureByFleet();
  const large = prepare(fleetSizes.at(-1) ?? 0, shipped.rules);
  const { devices, bytes } = large.engine.stats();
  // The fleets before this one are no part of it.
  collectGarbage();
  return [
    ...byRules,
    ...byFleet,
    { name: 'state of a device, shipped rules', value: bytes / devices, unit: 'bytes' },
    ...(await measureSnapshot(large)),
  ];
}

function measureByRules(): readonly Figure[] {
  const costs = measureAlternately(ruleCounts.map((count) => prepare(10_000, thresholdRules(count))));
  return [
    ...ruleCounts.map((count, index) => ({
      name: `a reading, ${count} rules (10,000 devices)`,
      value: costs[index] ?? NaN,
      unit: 'ns',
    })),
    { name: 'growth from 1 to 1,000 rules', value: growth(costs), unit: '×', wanted: { atMost: 1.5 } },
  ];
}

function measureByFleet(): readonly Figure[] {
  const sets = [
    { name: '100 rules', rules: thresholdRules(100) },
    { name: 'shipped rules', rules: shipped.rules },
  ];
  return sets.flatMap(({ name, rules }) => {
    const costs = measureAlternately(fleetSizes.map((count) => prepare(count, rules)));
    return [
      ...fleetSizes.map((count, index) => ({
        name: `a reading, ${count.toLocaleString('en-US')} devices (${name})`,
        value: costs[index] ?? NaN,
        unit: 'ns',
      })),
      {
        name: `growth from 100 to 100,000 devices, ${name}`,
        value: growth(costs),
        unit: '×',
        wanted: { atMost: 1.5 },
      },
    ];
  });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function growth(costs: readonly number[]): number {
  return (costs.at(-1) ?? NaN) / (costs[0] ?? NaN);
}

interface Setup {
  readonly engine: RulesEngine;
  readonly fleet: readonly { readonly id: string; readonly kind: SensorKind }[];
  /** The next reading's number. */
  next: number;
  offset: number;
}

const kindMix: readonly SensorKind[] = ['smoke', 'electrical', 'water', 'elevator'];

function prepare(devices: number, rules: readonly Rule[]): Setup {
  const engine = createRulesEngine({ rules });
  const fleet = Array.from({ length: devices }, (_, index) => ({
    id: `device-${index}`,
    kind: kindMix[index % kindMix.length] ?? 'smoke',
  }));
  const setup: Setup = { engine, fleet, next: 0, offset: 0 };
  for (const [index, { id: deviceId, kind }] of fleet.entries()) {
    const site = Math.floor(index / devicesPerSite);
    const path: PlaceId[] = [`site:site-${site}`, `grid:zone-${site % zones}`];
    setup.offset += 1;
    engine.evaluate({ offset: setup.offset, record: { type: 'placement', at: start, deviceId, kind, path } });
  }
  // Everybody has spoken, and the code is warm.
  for (const entry of toEntries(setup, Math.max(devices, 100_000))) engine.evaluate(entry);
  return setup;
}

/** Quiet readings of the whole fleet in turn: the next message of each device, 20 s after its last. */
function toEntries(setup: Setup, count: number): readonly JournalEntry[] {
  const { fleet } = setup;
  const entries: JournalEntry[] = [];
  const step_ms = reportingInterval_ms / fleet.length;
  for (let index = 0; index < count; index += 1) {
    const device = fleet[setup.next % fleet.length];
    if (device === undefined) throw new Error('no device');
    const time = start + Math.floor(setup.next * step_ms);
    setup.next += 1;
    setup.offset += 1;
    const reading = quietReading(device, time, setup.next);
    const { kind, id: deviceId } = device;
    const payload = new Uint8Array();
    const record = {
      type: 'telemetry',
      receivedAt: time,
      kind,
      deviceId,
      payload,
      readings: [reading],
      problems: [],
    };
    entries.push({ offset: setup.offset, record: record as JournalEntry['record'] });
  }
  return entries;
}

const quietValues: Readonly<Record<SensorKind, Readonly<Record<string, number>>>> = {
  smoke: { obscuration_pct_m: 0.1, temperature_c: 22, co_ppm: 1, alarm: 0, fault: 0, battery_pct: 90 },
  electrical: { residual_current_ma: 40, cable_temperature_l1_c: 31, current_l1_a: 12, voltage_l1_v: 229 },
  water: { depth_m: 0.01, rain_mm_h: 0, battery_pct: 80, fault: 0 },
  elevator: {
    floor: 3,
    speed_m_s: 0,
    door_closed: 1,
    door_zone: 1,
    occupied: 0,
    service_mode: 1,
    fault_code: 0,
  },
};

function quietReading(device: { id: string; kind: SensorKind }, time: number, seq: number): Reading {
  const { id, kind } = device;
  const values = kinds[kind].metrics.map(() => NaN);
  for (const [name, value] of Object.entries(quietValues[kind])) {
    // A little noise, so that nothing counts as stuck.
    const isMeasure = value > 1;
    values[metricIndex(kind, name) ?? 0] = isMeasure ? value + ((seq * 7) % 10) / 20 : value;
  }
  // One text a connection, as the broker's sessions hand it on.
  return { kind, deviceId: id, time, receivedAt: time, seq, values, extra: null, flags: 0 };
}

/** `count` thresholds over the four kinds; beyond what a device may meet, each applies at some sites only. */
function thresholdRules(count: number): readonly Rule[] {
  // One rule alone is one for each kind: else most readings would meet none.
  const perKind = Math.max(1, Math.ceil(count / kindMix.length));
  const groups = Math.ceil(perKind / rulesPerDevice_max);
  const files = kindMix.map((kind) => {
    const metric = Object.keys(quietValues[kind])[0] ?? '';
    const rules = Array.from({ length: perKind }, (_, index) => ({
      id: `${kind}-${index}`,
      severity: 'major',
      latching: false,
      title: { zh: '测', en: 'Test' },
      advice: { zh: '看', en: 'Look' },
      reason: 'benchmark',
      source: 'benchmark',
      when: { metric, at_least: (quietValues[kind][metric] ?? 0) + 10 + index / 1000 },
      on_delay_s: 5,
      off_delay_s: 5,
      ...(groups === 1 ? {} : { only: { areas: [`zone-${index % zones}`] } }),
    }));
    return { name: `${kind}.yaml`, text: JSON.stringify({ kind, rules }) };
  });
  const { rules, errors } = parseRuleSet(files);
  if (errors.length > 0) throw new Error(JSON.stringify(errors.slice(0, 3)));
  return rules;
}

/** Nanoseconds per reading of each, in turns, so that a noisy neighbour meets all alike; medians. */
function measureAlternately(setups: readonly Setup[]): readonly number[] {
  const costs: number[][] = setups.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, setup] of setups.entries()) {
      const entries = toEntries(setup, readingsPerRound);
      const before = performance.now();
      for (const entry of entries) setup.engine.evaluate(entry);
      costs[index]?.push(((performance.now() - before) * 1e6) / readingsPerRound);
    }
  }
  progress(`rules: ${costs.map((list) => median(list).toFixed(0)).join(', ')} ns a reading`);
  return costs.map((list) => median(list));
}

/** Saves a large fleet to a real journal's folder while readings go on. */
async function measureSnapshot(setup: Setup): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'negative-one-bench-rules-'));
  const log = pino({ level: 'silent' });
  const journal = createJournal({
    directory,
    log,
    decodeTelemetry: () => ({ readings: [], problems: [] }),
    failed: (error) => {
      throw error;
    },
  });
  await journal.start();
  const seconds: number[] = [];
  const stalls_ms: number[] = [];
  try {
    for (let round = 0; round < 5; round += 1) {
      const delays = monitorEventLoopDelay({ resolution: 1 });
      let isDone = false;
      delays.enable();
      const before = performance.now();
      const saved = journal
        .saveSnapshot('rules', { offset: setup.offset, pieces: setup.engine.snapshot({ isTransient: true }) })
        .finally(() => {
          isDone = true;
        });
      // Meanwhile every device speaks each 20 s, and the rules keep up.
      const perMs = setup.fleet.length / reportingInterval_ms;
      let judged = 0;
      // oxlint-disable-next-line no-unmodified-loop-condition -- the save ends it
      while (!isDone) {
        const due = Math.floor((performance.now() - before) * perMs) - judged;
        for (const entry of toEntries(setup, due)) setup.engine.evaluate(entry);
        judged += due;
        await nextTurn();
      }
      await saved;
      seconds.push((performance.now() - before) / 1000);
      delays.disable();
      stalls_ms.push(delays.percentile(99) / 1e6);
    }
  } finally {
    await journal.stop();
    await rm(directory, { recursive: true, force: true });
  }
  return [
    { name: 'snapshot of 100,000 devices', value: median(seconds), unit: 's', wanted: { atMost: 1 } },
    {
      name: 'event-loop delay meanwhile, p99',
      value: percentile(stalls_ms, 1),
      unit: 'ms',
      wanted: { atMost: 50 },
    },
  ];
}
