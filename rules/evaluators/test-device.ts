import { kinds, metricIndex, type SensorKind } from '../../domain/kinds.ts';
import { compileCondition } from './compile.ts';
import type { ConditionEntry } from './condition-entry.ts';
import { createVerdict, type DeviceView, type Evaluator, type Verdict } from './evaluator.ts';

/** Monday 15 January 2035, 00:00 in China. */
export const testStart = Date.UTC(2035, 0, 14, 16);
const guard = 3;

/** For tests: one device with one condition, without the engine. Times in seconds from `testStart`. */
export interface TestDevice {
  readonly evaluator: Evaluator;
  readonly slots: number;
  readonly view: DeviceView;
  /** A reading; NaN is a bad value. Returns the level. */
  read(time_s: number, values?: Readonly<Record<string, number>>): number;
  /** Time alone passes. Returns the level. */
  pass(time_s: number): number;
  /** The judgement of the last moment. */
  verdict(): Readonly<Verdict>;
  /** The judgement of the last moment for an alert that is open, in which these metrics (bit set) took part. */
  verdictWhenOpen(metrics?: number): Readonly<Verdict>;
  /** Seconds from `testStart`; infinite when time alone changes nothing. */
  wakeAt_s(): number;
  /** Goes on with another compilation of the same condition on the same numbers. */
  restart(): void;
  /** Whether the numbers beside its own are untouched. */
  isContained(): boolean;
}

export function createTestDevice(entry: unknown, kind: SensorKind = 'water'): TestDevice {
  const compile = () =>
    compileCondition({ when: entry as ConditionEntry, and: [], unless: [] }, kind, new Map());
  let { evaluator, slots } = compile();
  const metrics = kinds[kind].metrics.length;
  const memoryAt = 2 * metrics + guard;
  const data = new Float64Array(memoryAt + slots + guard).fill(NaN);
  data.fill(-Infinity, metrics, 2 * metrics);
  const view: DeviceView = {
    data,
    valuesAt: 0,
    timesAt: metrics,
    memoryAt,
    now: testStart,
    ourNow: testStart,
    heardAt: -Infinity,
    hold_ms: kinds[kind].offlineAfter_s * 1000,
    fresh: 0,
  };
  const verdict = createVerdict();

  function judge(activeLevels: number, tookPart = 0): Readonly<Verdict> {
    evaluator.judge(view, { activeLevels, metrics: tookPart, threshold: NaN }, verdict);
    if (activeLevels === 0 && verdict.level > 0 && evaluator.isQuiet(view)) {
      throw new Error('quiet, but in breach');
    }
    return verdict;
  }

  return {
    get evaluator() {
      return evaluator;
    },
    slots,
    view,
    read(time_s, values = {}) {
      view.now = testStart + time_s * 1000;
      view.ourNow = view.now;
      view.heardAt = view.now;
      view.fresh = 0;
      for (const [name, value] of Object.entries(values)) {
        const index = metricIndex(kind, name);
        if (index === undefined) throw new Error(`no metric ${name}`);
        data[index] = value;
        data[metrics + index] = view.now;
        if (!Number.isNaN(value)) view.fresh |= 1 << index;
      }
      if (evaluator.slots > 0) evaluator.observe(view);
      return judge(0).level;
    },
    pass(time_s) {
      view.now = testStart + time_s * 1000;
      view.ourNow = view.now;
      view.fresh = 0;
      return judge(0).level;
    },
    verdict: () => ({ ...judge(0) }),
    verdictWhenOpen: (tookPart) => ({ ...judge(1, tookPart) }),
    wakeAt_s: () => (evaluator.wakeAt(view) - testStart) / 1000,
    restart() {
      ({ evaluator, slots } = compile());
    },
    isContained: () =>
      data.subarray(2 * metrics, memoryAt).every(Number.isNaN) &&
      data.subarray(memoryAt + slots).every(Number.isNaN),
  };
}

/** For tests: levels after each of these readings, one metric, `step_s` apart. */
export function levelsOf(
  device: TestDevice,
  metric: string,
  { step_s, values }: { step_s: number; values: readonly number[] },
): number[] {
  return values.map((value, index) => device.read(index * step_s, { [metric]: value }));
}
