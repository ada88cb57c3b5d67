import { nothingHeld } from './children.ts';
import { createVerdict, unknownLevel, type CompileContext, type DeviceView } from './evaluator.ts';
import type { Evaluator, Held, Verdict } from './evaluator.ts';

/** What a look at an inner condition showed; the object is reused. */
interface Seen {
  /** 1 it holds, 0 it surely does not, `unknownLevel` nobody knows. */
  level: number;
  /** It has begun to hold since the last look, or was met holding at the very first. */
  rose: boolean;
  /** When it began, on the device's clock; only where it rose. */
  roseAt: number;
  /** Between the last look and this one, nobody knew for some time; also at the first look. */
  gap: boolean;
  /** The present judgement, with its evidence. */
  readonly verdict: Readonly<Verdict>;
}

/**
 * A condition inside of one that remembers, followed from reading to reading. What is unknown changes nothing:
 * it neither begins nor ends. Remembers two numbers.
 */
export interface Inner {
  readonly evaluator: Evaluator;
  /** Takes a reading, in the place of `evaluator.observe`. Once per reading. */
  look(view: DeviceView): Readonly<Seen>;
  /** Until when what was seen last counts, on the device's clock; -Infinity when it was unknown, NaN before. */
  knownUntil(view: DeviceView): number;
  /** Whether it held when something was known last. */
  held(view: DeviceView): boolean;
}

/** These judge by what they remember alone, so what time has changed shows before the next reading is taken. */
const movedByTime = ['sequence', 'duration', 'machine'];

export function createInner(entry: unknown, context: CompileContext): Inner {
  const evaluator = context.compile(entry);
  const memory = context.reserve(2);
  const isMovedByTime = movedByTime.some((key) => Object.hasOwn(entry as object, key));
  const remembers = evaluator.slots > 0;
  const verdict = createVerdict();
  const asHeld: Held = { ...nothingHeld, activeLevels: 1 };
  const seen = { level: 0, rose: false, roseAt: NaN, gap: false, verdict };

  function judge(view: DeviceView): void {
    const { data } = view;
    const at = view.memoryAt + memory;
    evaluator.judge(view, data[at] === 1 ? asHeld : nothingHeld, verdict);
    seen.level = Math.min(verdict.level, 1);
    data[at + 1] = seen.level === unknownLevel ? -Infinity : verdict.knownUntil;
    if (seen.level === unknownLevel) return;
    if (seen.level === 1 && data[at] !== 1 && !seen.rose) {
      seen.rose = true;
      seen.roseAt = Number.isNaN(verdict.since) ? view.now : verdict.since;
    }
    data[at] = seen.level;
  }

  return {
    evaluator,
    look(view) {
      seen.rose = false;
      seen.gap = !(view.now <= (view.data[view.memoryAt + memory + 1] ?? NaN));
      if (isMovedByTime) judge(view);
      if (remembers) evaluator.observe(view);
      judge(view);
      return seen;
    },
    knownUntil: (view) => view.data[view.memoryAt + memory + 1] ?? NaN,
    held: (view) => view.data[view.memoryAt + memory] === 1,
  };
}

/** When the data behind something known were measured. */
export function dataTimeOf(view: DeviceView, knownUntil: number): number {
  return Math.min(view.now, knownUntil - view.hold_ms);
}
