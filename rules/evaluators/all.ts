import { neverWakes, createVerdict, unknownLevel, type Evaluator, type Verdict } from './evaluator.ts';
import { combineMeasures, copyEvidence, createJudgements, overChildren, setUnknown } from './children.ts';

/**
 * Breached when all children are; normal when one surely is not; else unknown (Kleene). What rests on no data
 * (a schedule) alone clears nothing while another child is unknown: only readings clear an alert. Level,
 * threshold and evidence are those of the first child. With `leads`, the first child is what the rule is
 * about: while it is unknown, all is. Remembers nothing itself.
 */
export function compileAll(children: readonly Evaluator[], { leads }: { leads: boolean }): Evaluator {
  const first = children[0] ?? nothing;
  const judgements = createJudgements(children);
  const { measures, starts } = combineMeasures(children);
  // One child that is quiet makes all quiet.
  const quietBands = children.find((child) => child.quietBands !== undefined)?.quietBands;

  return {
    ...overChildren(children),
    ...(quietBands === undefined ? {} : { quietBands }),
    quantity: first.quantity,
    thresholds: first.thresholds,
    comparison: first.comparison,
    measures,
    isQuiet(view) {
      for (const child of children) if (child.isQuiet(view)) return true;
      return false;
    },
    judge(view, held, verdict) {
      judgements.judge(view, held);
      conclude(
        { verdicts: judgements.verdicts, starts },
        { leads, isOpen: held.activeLevels > 0, isReading: view.fresh !== 0 },
        verdict,
      );
    },
  };
}

/** Stands in for a first child where a list is empty, which the schema refuses. */
const nothing: Evaluator = {
  quantity: 'value',
  thresholds: [NaN],
  comparison: '==',
  slots: 0,
  judgesAlone: true,
  observe() {},
  isQuiet: () => true,
  judge: (_view, _held, verdict) => setUnknown(verdict),
  wakeAt: neverWakes,
  explain: () => ({}),
};

function conclude(
  { verdicts, starts }: { verdicts: readonly Verdict[]; starts: readonly number[] },
  { leads, isOpen, isReading }: { leads: boolean; isOpen: boolean; isReading: boolean },
  verdict: Verdict,
): void {
  const first = verdicts[0] ?? none;
  copyEvidence(first, verdict);
  setUnknown(verdict);
  let unknown = 0;
  let proof: Verdict | null = null;
  let metrics = 0;
  let knownUntil = Infinity;
  let dataTime = Infinity;
  let since = -Infinity;
  for (const one of verdicts) {
    if (one.level === unknownLevel) unknown += 1;
    else if (one.level === 0) {
      if (proof === null || outlasts(one, proof)) proof = one;
    } else {
      metrics |= one.metrics;
      knownUntil = Math.min(knownUntil, one.knownUntil);
      dataTime = Math.min(dataTime, one.dataTime);
      // At a reading, one without a moment of its own began now; when time alone has passed, it held before.
      if (!Number.isNaN(one.since)) since = Math.max(since, one.since);
      else if (isReading) since = Infinity;
    }
  }
  if (leads && first.level === unknownLevel) return;
  if (proof !== null) {
    if (unknown > 0 && isOpen && proof.knownUntil === Infinity) return;
    verdict.level = 0;
    verdict.knownUntil = proof.knownUntil;
    verdict.dataTime = proof.dataTime;
    if (first.level === unknownLevel) copyEvidence(proof, verdict, starts[verdicts.indexOf(proof)]);
    return;
  }
  if (unknown > 0) return;
  verdict.level = first.level;
  verdict.metrics = metrics;
  verdict.knownUntil = knownUntil;
  verdict.dataTime = dataTime;
  verdict.since = Number.isFinite(since) ? since : NaN;
}

/** Whether one proof that all is normal lasts longer; what rests on data comes before what does not. */
function outlasts(one: Readonly<Verdict>, other: Readonly<Verdict>): boolean {
  if (one.knownUntil === Infinity) return false;
  return other.knownUntil === Infinity || one.knownUntil > other.knownUntil;
}

const none: Readonly<Verdict> = { ...createVerdict(), level: unknownLevel };
