import { createVerdict, unknownLevel, type Evaluator, type Held, type Measure } from './evaluator.ts';
import { copyEvidence, measuresOf, overChildren, setUnknown } from './children.ts';

const opposite = { '>=': '<=', '<=': '>=', '==': '!=', '!=': '==' } as const;

/**
 * Breached when the child surely is not, normal when it is, unknown while it is unknown. The child's deadband
 * works the other way round: it must be left wholly before this is raised. Remembers nothing itself.
 */
export function compileNot(child: Evaluator): Evaluator {
  const inner = createVerdict();
  const asRaised: Held = { activeLevels: 1, metrics: 0, threshold: NaN };
  const asQuiet: Held = { activeLevels: 0, metrics: 0, threshold: NaN };
  return {
    ...overChildren([child]),
    ...reverse(child),
    measures: measuresOf(child).map(reverse),
    isQuiet(view) {
      child.judge(view, asRaised, inner);
      return inner.level !== 0;
    },
    judge(view, held, verdict) {
      child.judge(view, held.activeLevels > 0 ? asQuiet : asRaised, inner);
      copyEvidence(inner, verdict);
      if (inner.level === unknownLevel) {
        setUnknown(verdict);
        return;
      }
      verdict.level = inner.level === 0 ? 1 : 0;
      verdict.metrics = inner.level === 0 && inner.metric >= 0 ? 1 << inner.metric : 0;
      verdict.knownUntil = inner.knownUntil;
      verdict.dataTime = inner.dataTime;
      // A child's beginning says nothing of its end.
      verdict.since = NaN;
    },
  };
}

function reverse({ quantity, thresholds, comparison }: Measure): Measure {
  return { quantity, thresholds: thresholds.slice(0, 1), comparison: opposite[comparison] };
}
