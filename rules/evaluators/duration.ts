import { Type } from 'typebox';
import { checkWindow, type Check, type Path } from './check.ts';
import { nothingHeld, setUnknown } from './children.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
import { unknownLevel, type CompileContext, type DeviceView, type Evaluator } from './evaluator.ts';
import { createInner, dataTimeOf } from './inner.ts';

/** What may follow `duration:` in a rule. */
export const DurationEntry = Type.Object(
  {
    of: ConditionRef,
    over_s: Type.Number({ exclusiveMinimum: 0, ...describe('The window that is looked back on, seconds.') }),
    share: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        ...describe('It held for this share of the covered time; all of it when left out.'),
      }),
    ),
    coverage: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        ...describe('With data for less of the window than this it is unknown; 0.8 when left out.'),
      }),
    ),
  },
  { ...strict, ...describe('A condition held for most of a window. Gaps never count.') },
);
export type DurationEntry = Type.Static<typeof DurationEntry>;

export function checkDuration(entry: DurationEntry, path: Path, check: Check): void {
  check.condition(entry.of, [...path, 'of']);
  checkWindow(check, { value_s: entry.over_s, path: [...path, 'over_s'], readings: 1 });
}

const bucketCount = 10;
const slot = { newest: 0, lookedAt: 1, failedAt: 2, since: 3, buckets: 4 } as const;
const slotCount = slot.buckets + 2 * bucketCount;
const whenLeftOut = { share: 1, coverage: 0.8 } as const;

/**
 * Breached once a condition has held for its share of the covered time of the window; unknown while data cover
 * too little of it, and while the present is unknown. A value covers the time until it is too old, so what time
 * alone completes is known to the millisecond. The window slides; what leaves it is known to a ninth of it, but
 * for `share: 1`, which is exact. Remembers 26 numbers, beside the condition's own.
 */
export function compileDuration(entry: DurationEntry, context: CompileContext): Evaluator {
  const memory = context.reserve(slotCount);
  const inner = createInner(entry.of, context);
  const over_ms = entry.over_s * 1000;
  const width_ms = over_ms / (bucketCount - 1);
  const share = entry.share ?? whenLeftOut.share;
  const coverage_ms = (entry.coverage ?? whenLeftOut.coverage) * over_ms;
  /** Sums of milliseconds are not exact where buckets are cut. */
  const slack_ms = 1e-6 * over_ms;
  const sums = { covered_ms: 0, held_ms: 0 };

  function read({ data, memoryAt }: DeviceView, key: keyof typeof slot): number {
    return data[memoryAt + memory + slot[key]] ?? NaN;
  }

  function write({ data, memoryAt }: DeviceView, key: keyof typeof slot, value: number): void {
    data[memoryAt + memory + slot[key]] = value;
  }

  function bucketAt({ memoryAt }: DeviceView, bucket: number): number {
    const place = ((bucket % bucketCount) + bucketCount) % bucketCount;
    return memoryAt + memory + slot.buckets + 2 * place;
  }

  /** Makes `bucket` the newest one; those that it replaces are emptied. */
  function openBucket(view: DeviceView, bucket: number): void {
    const newest = read(view, 'newest');
    const from = newest >= bucket - bucketCount ? newest + 1 : bucket - bucketCount + 1;
    for (let one = from; one <= bucket; one += 1)
      view.data.fill(0, bucketAt(view, one), bucketAt(view, one) + 2);
    if (!(newest >= bucket)) write(view, 'newest', bucket);
  }

  /** The stretch since the last reading, as far as that one covers it. */
  function addStretch(view: DeviceView): void {
    const end = Math.min(view.now, inner.knownUntil(view));
    let start = Math.max(read(view, 'lookedAt'), end - over_ms);
    const holds = inner.held(view);
    while (start < end) {
      const bucket = Math.floor(start / width_ms);
      const next = Math.min(end, (bucket + 1) * width_ms);
      openBucket(view, bucket);
      const at = bucketAt(view, bucket);
      view.data[at] = (view.data[at] ?? 0) + (next - start);
      if (holds) view.data[at + 1] = (view.data[at + 1] ?? 0) + (next - start);
      // Where rounding leaves no step, the rest is below what a number can tell apart.
      if (next <= start) return;
      start = next;
    }
  }

  /** What the window that ends at `time`, at or after the last reading, holds. */
  function sumUp(view: DeviceView, time: number): void {
    const from = time - over_ms;
    const oldest = Math.floor(from / width_ms);
    const newest = read(view, 'newest');
    sums.covered_ms = 0;
    sums.held_ms = 0;
    for (let bucket = Math.max(oldest, newest - bucketCount + 1); bucket <= newest; bucket += 1) {
      const inside = bucket === oldest ? (bucket + 1) * width_ms - from : width_ms;
      const at = bucketAt(view, bucket);
      sums.covered_ms += (view.data[at] ?? 0) * (inside / width_ms);
      sums.held_ms += (view.data[at + 1] ?? 0) * (inside / width_ms);
    }
    const running_ms = Math.min(time, inner.knownUntil(view)) - Math.max(read(view, 'lookedAt'), from);
    if (!(running_ms > 0)) return;
    sums.covered_ms += running_ms;
    if (inner.held(view)) sums.held_ms += running_ms;
  }

  /** 1 breached, 0 normal, `unknownLevel` when data cover too little of the window that ends at `time`. */
  function levelAt(view: DeviceView, time: number): number {
    sumUp(view, time);
    if (!(sums.covered_ms >= coverage_ms - slack_ms)) return unknownLevel;
    // It begins only while the condition holds, however the rest of the window comes to be covered.
    if (!inner.held(view) && Number.isNaN(read(view, 'since'))) return 0;
    if (share < 1) return sums.held_ms >= share * sums.covered_ms - slack_ms ? 1 : 0;
    // In whole, it must not have failed within the window.
    return inner.held(view) && !(read(view, 'failedAt') > time - over_ms) ? 1 : 0;
  }

  /** The first moment from the last reading to `end` at which it is breached; NaN when there is none. */
  function breachUntil(view: DeviceView, end: number): number {
    if (!inner.held(view) || levelAt(view, end) !== 1) return NaN;
    let low = read(view, 'lookedAt');
    if (levelAt(view, low) === 1) return low;
    let high = end;
    // While the condition holds, the share only rises and the coverage too: halving finds the moment.
    while (high - low > 1) {
      // Whole steps from the reading on: the window, and so its end, need not be whole.
      const middle = low + Math.ceil((high - low) / 2);
      if (levelAt(view, middle) === 1) high = middle;
      else low = middle;
    }
    return high;
  }

  function observe(view: DeviceView): void {
    const end = Math.min(view.now, inner.knownUntil(view));
    if (Number.isNaN(read(view, 'since')) && end > read(view, 'lookedAt')) {
      write(view, 'since', breachUntil(view, end));
    }
    addStretch(view);
    const held = inner.held(view);
    const { level } = inner.look(view);
    // It has failed up to now, whether before or at this reading.
    if (level === 0 || (level === 1 && !held)) write(view, 'failedAt', view.now);
    write(view, 'lookedAt', view.now);
    // It cannot begin now, and nothing has.
    if (!inner.held(view) && Number.isNaN(read(view, 'since'))) return;
    if (levelAt(view, view.now) !== 1) write(view, 'since', NaN);
    else if (Number.isNaN(read(view, 'since'))) write(view, 'since', view.now);
  }

  return {
    quantity: 'duration_s',
    thresholds: [share * entry.over_s],
    comparison: '>=',
    slots: slotCount + inner.evaluator.slots + 2,
    judgesAlone: false,
    observe,
    isQuiet: (view) => !inner.held(view) && Number.isNaN(read(view, 'since')),
    judge(view, _held, verdict) {
      const knownUntil = inner.knownUntil(view);
      const level = levelAt(view, view.now);
      inner.evaluator.judge(view, nothingHeld, verdict);
      setUnknown(verdict);
      verdict.measure = 0;
      verdict.value = sums.held_ms / 1000;
      if (level === unknownLevel || !(view.now <= knownUntil)) return;
      verdict.level = level;
      verdict.metrics = level > 0 && verdict.metric >= 0 ? 1 << verdict.metric : 0;
      verdict.knownUntil = knownUntil;
      verdict.dataTime = dataTimeOf(view, knownUntil);
      const since = read(view, 'since');
      if (level > 0) verdict.since = Number.isNaN(since) ? breachUntil(view, view.now) : since;
    },
    wakeAt(view) {
      const end = inner.knownUntil(view);
      if (!inner.held(view) || !(end > view.now) || !Number.isNaN(read(view, 'since'))) return Infinity;
      // A schedule inside covers for ever: one window ahead is enough to look.
      const at = breachUntil(view, Math.min(end, view.now + over_ms));
      return at > view.now ? at : Infinity;
    },
    explain(view) {
      sumUp(view, view.now);
      return {
        held_s: Math.round(sums.held_ms / 1000),
        covered_s: Math.round(sums.covered_ms / 1000),
        over_s: entry.over_s,
      };
    },
  };
}
