import { unknownLevel, type Evaluator, type Verdict } from './evaluator.ts';
import { combineMeasures, copyEvidence, createJudgements, overChildren, setUnknown } from './children.ts';

/**
 * Breached when one child is; normal when all surely are not; else unknown (Kleene). The evidence is that of
 * the first child in breach, with its own quantity and threshold. Remembers nothing itself.
 */
export function compileAny(children: readonly Evaluator[]): Evaluator {
  const judgements = createJudgements(children);
  const thresholds = children[0]?.thresholds ?? [NaN];
  const { measures, starts } = combineMeasures(children);
  const areBanded = children.every((child) => child.quietBands !== undefined);
  return {
    ...overChildren(children),
    ...(areBanded ? { quietBands: children.flatMap((child) => child.quietBands ?? []) } : {}),
    quantity: children[0]?.quantity ?? 'value',
    thresholds,
    measures,
    comparison: children[0]?.comparison ?? '==',
    isQuiet(view) {
      for (const child of children) if (!child.isQuiet(view)) return false;
      return true;
    },
    judge(view, held, verdict) {
      judgements.judge(view, held);
      conclude({ verdicts: judgements.verdicts, starts }, view.fresh !== 0, verdict);
    },
  };
}

function conclude(
  { verdicts, starts }: { verdicts: readonly Verdict[]; starts: readonly number[] },
  isReading: boolean,
  verdict: Verdict,
): void {
  setUnknown(verdict);
  let breached: Verdict | null = null;
  let unknown: Verdict | null = null;
  let knownUntil = Infinity;
  let dataTime = Infinity;
  for (const one of verdicts) {
    if (one.level > 0) {
      if (breached === null) {
        breached = one;
        verdict.level = one.level;
        verdict.knownUntil = one.knownUntil;
        verdict.dataTime = one.dataTime;
        verdict.since = one.since;
        copyEvidence(one, verdict, starts[verdicts.indexOf(one)]);
      } else {
        verdict.knownUntil = Math.max(verdict.knownUntil, one.knownUntil);
        verdict.dataTime = Math.max(verdict.dataTime, one.dataTime);
        verdict.since = earlier(verdict.since, one.since, isReading);
      }
      verdict.metrics |= one.metrics;
    } else if (one.level === unknownLevel) unknown ??= one;
    else {
      knownUntil = Math.min(knownUntil, one.knownUntil);
      dataTime = Math.min(dataTime, one.dataTime);
    }
  }
  if (breached !== null) return;
  const shown = unknown ?? verdicts[0];
  if (shown !== undefined) copyEvidence(shown, verdict, starts[verdicts.indexOf(shown)]);
  if (unknown !== null) return;
  verdict.level = 0;
  verdict.knownUntil = knownUntil;
  verdict.dataTime = dataTime;
}

/** The earlier beginning; without a moment of its own a child began now, or held before when time alone has passed. */
function earlier(one: number, other: number, isReading: boolean): number {
  if (Number.isNaN(one) || Number.isNaN(other)) {
    if (!isReading) return NaN;
    return Number.isNaN(one) ? other : one;
  }
  return Math.min(one, other);
}
