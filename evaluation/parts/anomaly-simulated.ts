import type { DeviationEntry } from '../../rules/evaluators/deviation-entry.ts';
import { createBoard, type BoardCondition } from '../../simulators/physics/board-model.ts';
import { createWeather } from '../../simulators/physics/weather.ts';
import { createRandom } from '../../simulators/random.ts';
import { createDeviationDevice } from '../nab/deviation-device.ts';
import type { ReportTable } from '../part.ts';
import { matchDetections, type Detection, type ScoredEvent } from '../protocol.ts';

const boards = 12;
const days = 45;
const faultDay = 25;
const step_s = 300;
const hold_ms = 3 * step_s * 1_000;
const day_ms = 86_400_000;
const start = Date.UTC(2025, 4, 1);
/** Alerts within a day of each other are one to a maintenance crew. */
const quiet_s = 86_400;

const metric = 'residual_current_ma';
const watches: readonly (readonly [string, DeviationEntry])[] = [
  ['hour_of_day, 6 sd, 30 mA', { metric, at_least: 6, minimum: 30, baseline: 'hour_of_day', warm_up_h: 72 }],
  ['all_day, 6 sd, 30 mA', { metric, at_least: 6, minimum: 30, baseline: 'all_day', warm_up_h: 72 }],
  ['drift, 5 sd, 20 mA', { metric, at_least: 5, minimum: 20, baseline: 'drift', warm_up_h: 168 }],
  ['sudden, 5 sd, 20 mA', { metric, at_least: 5, minimum: 20, baseline: 'sudden', warm_up_h: 168 }],
];

type Fault = (condition: BoardCondition, healthy_ma: number, age_days: number) => void;

const courses: readonly (readonly [string, Fault | null])[] = [
  ['healthy', null],
  [
    'insulation fails, +60 mA at once',
    (condition, healthy_ma, age_days) => {
      if (age_days >= faultDay) condition.leakage_ma = healthy_ma + 60;
    },
  ],
  [
    'insulation ages, +2 mA a day',
    (condition, healthy_ma, age_days) => {
      if (age_days >= faultDay) condition.leakage_ma = healthy_ma + 2 * (age_days - faultDay);
    },
  ],
];

/**
 * No public recordings of low-voltage leakage were found: this is SIMULATED leakage of boards with daily loads and
 * wet insulation, watched against each board's own baseline.
 */
export function scoreSimulatedBoards(seed: number): ReportTable {
  const rows = courses.flatMap(([course, fault]) => {
    const results = watches.map(() => ({ delays_s: [] as number[], falseAlerts: 0, repeats: 0 }));
    for (let board = 0; board < boards; board += 1) {
      const detections = watchBoard(createRandom(seed, board), { weatherSeed: seed + board, fault });
      for (const [index, found] of detections.entries()) {
        const result = results[index];
        if (result === undefined) continue;
        const { matches, falseAlarms } = matchDetections(fault === null ? [] : [event], found, quiet_s);
        // What speaks again after the fault is not false, but not news either.
        const early = falseAlarms.filter(({ at }) => fault === null || at < event.at).length;
        result.falseAlerts += early;
        result.repeats += falseAlarms.length - early;
        for (const { detection } of matches) {
          if (detection !== null) result.delays_s.push((detection.at - event.at) / 1_000);
        }
      }
    }
    return results.map(({ delays_s, falseAlerts, repeats }, index) => [
      course,
      watches[index]?.[0] ?? '',
      fault === null ? '' : `${delays_s.length} of ${boards}`,
      delays_s.length === 0 ? '' : toDelay(delays_s.toSorted((a, b) => a - b)[delays_s.length >> 1] ?? NaN),
      fault === null ? '' : repeats,
      falseAlerts,
    ]);
  });
  return {
    title: `SIMULATED leakage of ${boards} boards over ${days} days, the fault from day ${faultDay} on`,
    columns: ['course', 'deviation', 'found', 'median delay', 'said again', 'false alerts'],
    rows,
  };
}

const event: ScoredEvent = {
  at: start + faultDay * day_ms,
  from: start + faultDay * day_ms,
  to: start + days * day_ms,
};

function watchBoard(
  random: ReturnType<typeof createRandom>,
  { weatherSeed, fault }: { weatherSeed: number; fault: Fault | null },
): readonly (readonly Detection[])[] {
  const board = createBoard({ random, weather: createWeather(weatherSeed) }, { leakageMax_ma: 400 });
  const healthy_ma = board.condition.leakage_ma;
  const devices = watches.map(([, entry]) => createDeviationDevice(entry, { kind: 'electrical', hold_ms }));
  const levels = watches.map(() => 0);
  const detections: Detection[][] = watches.map(() => []);
  for (let time = start; time < start + days * day_ms; time += step_s * 1_000) {
    fault?.(board.condition, healthy_ma, (time - start) / day_ms);
    board.step(step_s, time);
    const value = board.measure()[metric] ?? NaN;
    for (const [index, device] of devices.entries()) {
      const level = device.read(time, value);
      if (level === 1 && levels[index] !== 1) detections[index]?.push({ at: time, probability: null });
      levels[index] = level;
    }
  }
  return detections;
}

function toDelay(delay_s: number): string {
  return delay_s < 86_400 ? `${(delay_s / 60).toFixed(0)} min` : `${(delay_s / 86_400).toFixed(1)} d`;
}
