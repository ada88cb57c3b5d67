import type { SensorKind } from '../domain/kinds.ts';
import { toGroundTruth, type GroundTruth } from './ground-truth.ts';
import { scenarioStepSMax } from './limits.ts';
import { createReportGate } from './report-gate.ts';
import type { ScenarioDefinition } from './scenarios/scenario.ts';
import { findScenario } from './scenarios/scenarios.ts';
import { createSetting } from './scenarios/setting.ts';

/** What a device reported at a time of its own clock, ms since 1970. */
export interface HistoryReading {
  readonly time: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface HistoryOptions {
  readonly seed: number;
  /** A scenario's name, such as `door-wear`; `healthy-smoke` and the like for a device without a story. */
  readonly scenario: string;
  /** How long; without both the scenario's own length. A scenario of fixed length keeps it. */
  readonly days?: number;
  readonly duration_s?: number;
  /** Seconds between two readings; a switch or code that changes is reported at once. */
  readonly interval_s: number;
  readonly deviceId?: string;
  /** Where given, the scenario must be one of this kind. */
  readonly kind?: SensorKind;
  /** When it begins, ms since 1970. */
  readonly startTime?: number;
}

/** A device's past as it would have reported it, and what truly happened meanwhile. */
export interface History {
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly readings: readonly HistoryReading[];
  readonly truth: readonly GroundTruth[];
}

/** One of the two, in the order of time. */
export type HistoryItem = { readonly reading: HistoryReading } | { readonly truth: GroundTruth };

/** A midnight in China in the warm half of the year. */
const defaultStart = Date.parse('2026-05-31T16:00:00Z');

/**
 * Simulates a device's past without MQTT, as fast as it goes, for tests and back-tests. The same options give
 * the same history. Throws where there is no such scenario, or none of that kind.
 */
export function simulateHistory(options: HistoryOptions): History {
  const { kind } = findDefinition(options);
  const readings: HistoryReading[] = [];
  const truth: GroundTruth[] = [];
  for (const item of streamHistory(options)) {
    if ('reading' in item) readings.push(item.reading);
    else truth.push(item.truth);
  }
  return { kind, deviceId: toDeviceId(options), readings, truth };
}

/** The same, item by item, for histories that are not to be held in memory. */
export function* streamHistory(options: HistoryOptions): Generator<HistoryItem> {
  const definition = findDefinition(options);
  const { seed, interval_s, startTime = defaultStart } = options;
  const wanted_s = options.duration_s ?? (options.days === undefined ? undefined : options.days * 86_400);
  const scenario = definition.create(
    createSetting(definition, {
      seed,
      startTime,
      ...(wanted_s === undefined ? {} : { duration_s: wanted_s }),
    }),
  );
  const device = { id: toDeviceId(options), kind: definition.kind };
  const gate = createReportGate(definition.kind, interval_s, startTime);
  let [at_s, dueAt_s] = [0, interval_s];
  while (at_s < scenario.duration_s - 1e-6) {
    // Never past a report: it tells of its own moment.
    const stepMax_s = scenario.stepMax_s?.() ?? scenarioStepSMax;
    const dt_s = Math.min(stepMax_s, dueAt_s - at_s, scenario.duration_s - at_s);
    at_s += dt_s;
    if (at_s > dueAt_s - 1e-6) dueAt_s += interval_s;
    const time = Math.round(startTime + at_s * 1_000);
    const { values, truths } = scenario.step(dt_s);
    for (const told of truths) {
      const toldAt = Math.min(Math.round(startTime + told.at_s * 1_000), time);
      yield { truth: toGroundTruth(told, device, toldAt) };
    }
    if (gate.isDue(values, time)) yield { reading: { time, values } };
  }
}

function findDefinition({ scenario, kind }: HistoryOptions): ScenarioDefinition {
  const definition = findScenario(scenario);
  if (definition === undefined) throw new Error(`there is no scenario ${scenario}`);
  if (kind !== undefined && definition.kind !== kind) {
    throw new Error(`${scenario} is a scenario of ${definition.kind}, not of ${kind}`);
  }
  return definition;
}

function toDeviceId({ deviceId, scenario, seed }: HistoryOptions): string {
  return deviceId ?? `${scenario}-${seed}`;
}
