import { unknownLevel, type Evaluator, type Held, type Verdict } from './evaluator.ts';
import { combineMeasures, copyEvidence, createJudgements, overChildren, setUnknown } from './children.ts';

/**
 * Breached when one child is; normal when all surely are not; else unknown (Kleene). Once in breach it ends when
 * those surely do not that took part: a head without a CO cell never says anything about CO. The evidence is that
 * of the first child in breach, with its own quantity and threshold. Remembers nothing itself.
 */
export function compileAny(children: readonly Evaluator[]): Evaluator {
  const judgements = createJudgements(children);
  const thresholds = children[0]?.thresholds ?? [NaN];
  const { measures, starts } = combineMeasures(children);
  const masks = children.map(toMask);
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
      conclude(
        { verdicts: judgements.verdicts, starts, masks },
        { held, isReading: view.fresh !== 0 },
        verdict,
      );
    },
  };
}

/** Bit set of the metrics that a child is about; all where it does not say. */
function toMask({ quietBands }: Evaluator): number {
  return quietBands?.reduce((mask, { metric }) => mask | (1 << metric), 0) ?? -1;
}

interface Judgements {
  readonly verdicts: readonly Verdict[];
  /** Where the measures of each begin. */
  readonly starts: readonly number[];
  readonly masks: readonly number[];
}

function conclude(
  { verdicts, starts, masks }: Judgements,
  { held, isReading }: { held: Readonly<Held>; isReading: boolean },
  verdict: Verdict,
): void {
  setUnknown(verdict);
  let breached: Verdict | null = null;
  let unknown: Verdict | null = null;
  let knownUntil = Infinity;
  let dataTime = Infinity;
  let known = 0;
  for (const [index, one] of verdicts.entries()) {
    if (one.level > 0) {
      if (breached === null) {
        breached = one;
        verdict.level = one.level;
        verdict.knownUntil = one.knownUntil;
        verdict.dataTime = one.dataTime;
        verdict.since = one.since;
        copyEvidence(one, verdict, starts[index]);
      } else {
        verdict.knownUntil = Math.max(verdict.knownUntil, one.knownUntil);
        verdict.dataTime = Math.max(verdict.dataTime, one.dataTime);
        verdict.since = earlier(verdict.since, one.since, isReading);
      }
      verdict.metrics |= one.metrics;
    } else if (one.level === unknownLevel) {
      const tookPart = held.metrics === 0 || (held.metrics & (masks[index] ?? -1)) !== 0;
      if (tookPart) unknown ??= one;
    } else {
      known += 1;
      knownUntil = Math.min(knownUntil, one.knownUntil);
      dataTime = Math.min(dataTime, one.dataTime);
    }
  }
  if (breached !== null) return;
  const shown = unknown ?? verdicts[0];
  if (shown !== undefined) copyEvidence(shown, verdict, starts[verdicts.indexOf(shown)]);
  if (unknown !== null || known === 0) return;
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
