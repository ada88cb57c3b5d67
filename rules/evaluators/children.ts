import {
  createVerdict,
  neverWakes,
  unknownLevel,
  type DeviceView,
  type Evaluator,
  type Held,
  type Measure,
  type Verdict,
} from './evaluator.ts';

/** What `all`, `any` and `not` have in common: they remember nothing themselves, their children may. */
export function overChildren(
  children: readonly Evaluator[],
): Pick<Evaluator, 'slots' | 'judgesAlone' | 'observe' | 'wakeAt' | 'explain'> {
  const remembering = children.filter(({ slots }) => slots > 0);
  const timed = children.filter((child) => child.wakeAt !== neverWakes);
  return {
    slots: children.reduce((sum, { slots }) => sum + slots, 0),
    judgesAlone: children.every(({ judgesAlone }) => judgesAlone),
    observe(view) {
      for (const child of remembering) child.observe(view);
    },
    wakeAt: timed.length === 0 ? neverWakes : (view) => earliest(timed, view),
    explain: (view) => Object.assign({}, ...children.toReversed().map((child) => child.explain(view))),
  };
}

function earliest(timed: readonly Evaluator[], view: DeviceView): number {
  let at = Infinity;
  for (const child of timed) at = Math.min(at, child.wakeAt(view));
  return at;
}

/** The judgements of several children, side by side; made once, so that judging allocates nothing. */
export interface Judgements {
  readonly verdicts: readonly Verdict[];
  judge(view: DeviceView, held: Readonly<Held>): void;
}

export function createJudgements(children: readonly Evaluator[]): Judgements {
  const verdicts = children.map(createVerdict);
  return {
    verdicts,
    judge(view, held) {
      for (let index = 0; index < children.length; index += 1) {
        const verdict = verdicts[index];
        if (verdict !== undefined) children[index]?.judge(view, held, verdict);
      }
    },
  };
}

/** The evidence of one judgement into another. `measuresAt`: where its measures stand among those of the other. */
export function copyEvidence(from: Readonly<Verdict>, to: Verdict, measuresAt = 0): void {
  to.metric = from.metric;
  to.value = from.value;
  to.time = from.time;
  to.measure = measuresAt + from.measure;
}

/** What several children measure, one after the other, and where each one's measures begin. */
export function combineMeasures(children: readonly Evaluator[]): {
  readonly measures: readonly Measure[];
  readonly starts: readonly number[];
} {
  const measures: Measure[] = [];
  const starts = children.map((child) => measures.push(...measuresOf(child)) - measuresOf(child).length);
  return { measures, starts };
}

export function measuresOf(evaluator: Evaluator): readonly Measure[] {
  return evaluator.measures ?? [evaluator];
}

/** Nobody knows; the evidence stays as it is. */
export function setUnknown(verdict: Verdict): void {
  verdict.level = unknownLevel;
  verdict.metrics = 0;
  verdict.knownUntil = -Infinity;
  verdict.dataTime = -Infinity;
  verdict.since = NaN;
}

/** What a condition is judged with that nothing is open for. */
export const nothingHeld: Readonly<Held> = { activeLevels: 0, metrics: 0, threshold: NaN };
