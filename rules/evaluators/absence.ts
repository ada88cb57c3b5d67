import { Type } from 'typebox';
import { kinds } from '../../domain/kinds.ts';
import type { Check, Path } from './check.ts';
import { conditionLimits } from './limits.ts';
import { describe, strict } from './condition-ref.ts';
import type { CompileContext, Evaluator } from './evaluator.ts';

/** What may follow `absence:` in a rule. */
export const AbsenceEntry = Type.Object(
  {
    after_s: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        ...describe("Silence counts from here on; the kind's offline limit when left out. Seconds."),
      }),
    ),
  },
  { ...strict, ...describe('Nothing was heard from the device for this long. Never unknown.') },
);
export type AbsenceEntry = Type.Static<typeof AbsenceEntry>;

/** A healthy device must not look absent between two reports. */
export function checkAbsence({ after_s }: AbsenceEntry, path: Path, check: Check): void {
  if (after_s === undefined) return;
  const { reportingInterval_s } = kinds[check.kind];
  const place = [...path, 'after_s'];
  if (after_s < reportingInterval_s) {
    const hint = `a ${check.kind} device reports every ${reportingInterval_s} s only`;
    check.report(place, `after_s: ${after_s} s of silence are normal`, hint);
  }
  if (after_s > conditionLimits.window_s_max) {
    check.report(place, `after_s: ${after_s} s is too long`, `at most ${conditionLimits.window_s_max} s`);
  }
}

/**
 * The device was not heard of for some time. Time alone brings it about, and `since` is the exact moment at
 * which the device was overdue; it ends when the device is heard again. Never unknown: silence is what it is
 * about. A device that was never heard at all is not absent. Remembers nothing.
 */
export function compileAbsence(entry: AbsenceEntry, context: CompileContext): Evaluator {
  const after_s = entry.after_s ?? kinds[context.kind].offlineAfter_s;
  const after_ms = after_s * 1000;
  return {
    quantity: 'silence_s',
    thresholds: [after_s],
    comparison: '>=',
    slots: 0,
    judgesAlone: false,
    observe() {},
    isQuiet: ({ now, heardAt }) => !Number.isFinite(heardAt) || now - heardAt < after_ms,
    judge({ now, heardAt }, _held, verdict) {
      const isKnown = Number.isFinite(heardAt);
      const isAbsent = isKnown && now - heardAt >= after_ms;
      verdict.level = isAbsent ? 1 : 0;
      verdict.metrics = 0;
      verdict.metric = -1;
      verdict.value = isKnown ? (now - heardAt) / 1000 : 0;
      verdict.time = isKnown ? heardAt : now;
      verdict.dataTime = isAbsent || !isKnown ? now : heardAt;
      verdict.knownUntil = Infinity;
      verdict.since = isAbsent ? heardAt + after_ms : NaN;
    },
    // Once overdue, only hearing from it changes anything.
    wakeAt: ({ now, heardAt }) =>
      Number.isFinite(heardAt) && now - heardAt < after_ms ? heardAt + after_ms : Infinity,
    explain: ({ now, heardAt }) => ({ silence_s: Math.round((now - heardAt) / 1000) }),
  };
}
