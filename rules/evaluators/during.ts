import { Type } from 'typebox';
import type { Check, Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';
import type { DeviceView, Evaluator } from './evaluator.ts';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ClockTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** What may follow `during:` in a rule. */
export const DuringEntry = Type.Object(
  {
    days: Type.Optional(
      Type.Array(Type.Enum([...days]), {
        minItems: 1,
        maxItems: 7,
        ...describe('The days on which it begins; every day when left out.'),
      }),
    ),
    from: ClockTime,
    to: ClockTime,
    utc_offset_h: Type.Optional(
      Type.Number({ minimum: -12, maximum: 14, ...describe('Hours ahead of UTC; 8 when left out.') }),
    ),
  },
  { ...strict, ...describe('Between two times of day by our clock, over midnight too. Quote the times.') },
);
export type DuringEntry = Type.Static<typeof DuringEntry>;

export function checkDuring(entry: DuringEntry, path: Path, check: Check): void {
  if (entry.from === entry.to) check.report(path, 'from and to are the same', 'leave during out for all day');
}

const day_ms = 24 * 3600 * 1000;
/** 1 January 1970 was a Thursday. */
const epochDay = days.indexOf('thu');
const utcOffset_h_default = 8;

/**
 * Breached between two times of day by our clock, from the first to just before the second; over midnight it
 * belongs to the day on which it began. Time alone brings and ends it. Never unknown. Remembers nothing.
 */
export function compileDuring(entry: DuringEntry): Evaluator {
  const from_ms = toMs(entry.from);
  const length_ms = (toMs(entry.to) - from_ms + day_ms) % day_ms;
  const offset_ms = (entry.utc_offset_h ?? utcOffset_h_default) * 3600 * 1000;
  const wanted = days.map((day) => entry.days === undefined || entry.days.includes(day));

  /** When the last wanted stretch before or at `time` began, by our clock; NaN when there is none within a week. */
  function lastStart(time: number): number {
    const today = Math.floor((time + offset_ms - from_ms) / day_ms);
    for (let day = today; day > today - days.length; day -= 1) {
      if (wanted[(((day + epochDay) % days.length) + days.length) % days.length] === true) {
        return day * day_ms + from_ms - offset_ms;
      }
    }
    return NaN;
  }

  function isInside({ ourNow }: DeviceView): boolean {
    return ourNow - lastStart(ourNow) < length_ms;
  }

  /** When it next begins or ends, by our clock. */
  function nextEdge({ ourNow }: DeviceView): number {
    const end = lastStart(ourNow) + length_ms;
    if (end > ourNow) return end;
    for (let ahead = 1; ahead <= days.length; ahead += 1) {
      const start = lastStart(ourNow + ahead * day_ms);
      if (start > ourNow) return start;
    }
    return Infinity;
  }

  return {
    quantity: 'schedule',
    thresholds: [1],
    comparison: '>=',
    slots: 0,
    judgesAlone: false,
    observe() {},
    isQuiet: (view) => !isInside(view),
    judge(view, _held, verdict) {
      const inside = isInside(view);
      verdict.level = inside ? 1 : 0;
      verdict.metrics = 0;
      verdict.metric = -1;
      verdict.value = inside ? 1 : 0;
      verdict.time = view.now;
      verdict.dataTime = view.now;
      verdict.knownUntil = Infinity;
      verdict.since = inside ? lastStart(view.ourNow) - view.ourNow + view.now : NaN;
    },
    wakeAt: (view) => nextEdge(view) - view.ourNow + view.now,
    explain: () => ({}),
  };
}

function toMs(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
