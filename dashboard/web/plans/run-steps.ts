import type { PlanRun, PlanRunStep, PlanStep, PlanSubject } from '../../../domain/plan.ts';
import type { AlertWithPlace, CaseWithPlace, PlanRunWithPlace } from '../../live-protocol.ts';

/** A step of a plan with what became of it in a run. */
export interface StepNow extends PlanRunStep {
  readonly step: PlanStep;
  /** Counted from 1, as people call it. */
  readonly number: number;
}

export function stepsOf({ plan, steps }: Pick<PlanRun, 'plan' | 'steps'>): readonly StepNow[] {
  return plan.steps.flatMap((step, index) => {
    const now = steps.find(({ id }) => id === step.id);
    return now === undefined ? [] : [{ ...now, step, number: index + 1 }];
  });
}

/** The steps that wait, in the plan's order: the first is what is to be done next. */
export function waitingSteps(run: Pick<PlanRun, 'plan' | 'steps'>): readonly StepNow[] {
  return stepsOf(run).filter(({ state }) => state === 'open');
}

/** How far a run is: how many of its steps ended, in whichever way, and how many of those that wait are late. */
export function progressOf(run: Pick<PlanRun, 'steps'>): {
  readonly ended: number;
  readonly late: number;
  readonly total: number;
} {
  return {
    ended: run.steps.filter(({ state }) => state !== 'open').length,
    late: run.steps.filter(({ state, lateSince }) => state === 'open' && lateSince !== null).length,
    total: run.steps.length,
  };
}

/**
 * The runs that are about the same thing: of an alert also those of its incident, of an incident those of its
 * alerts, of a case those of what it is about.
 */
export function runsAbout<R extends Pick<PlanRun, 'situation'>>(
  runs: readonly R[],
  { type, id }: PlanSubject,
  known: { readonly alerts: readonly AlertWithPlace[]; readonly cases: readonly CaseWithPlace[] },
): readonly R[] {
  const subjects = new Set([`${type}:${id}`]);
  if (type === 'alert') {
    const incidentId = known.alerts.find((alert) => alert.id === id)?.incidentId ?? null;
    if (incidentId !== null) subjects.add(`incident:${incidentId}`);
  } else if (type === 'incident') {
    for (const alert of known.alerts) if (alert.incidentId === id) subjects.add(`alert:${alert.id}`);
  } else {
    const found = known.cases.find((one) => one.id === id);
    for (const alertId of found?.alertIds ?? []) subjects.add(`alert:${alertId}`);
    if (found !== undefined && found.incidentId !== null) subjects.add(`incident:${found.incidentId}`);
  }
  return runs.filter(({ situation: { subject } }) => subjects.has(`${subject.type}:${subject.id}`));
}

/** What was asked for with what the feed tells since: the newest version of each, those in motion first. */
export function newestRuns(
  asked: readonly PlanRunWithPlace[],
  running: readonly PlanRunWithPlace[],
): readonly PlanRunWithPlace[] {
  const newest = new Map(asked.map((run) => [run.id, run]));
  for (const run of running) {
    const known = newest.get(run.id);
    if (known === undefined || known.version < run.version) newest.set(run.id, run);
  }
  return [...newest.values()].toSorted(
    (a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null) || b.startedAt - a.startedAt,
  );
}

/** How a run went: how many of its steps ended how, and how many were late at some time. */
export function summaryOf({ steps }: Pick<PlanRun, 'steps'>) {
  const count = (state: PlanRunStep['state']): number => steps.filter((step) => step.state === state).length;
  return {
    done: count('done'),
    skipped: count('skipped'),
    impossible: count('impossible'),
    open: count('open'),
    late: steps.filter(({ lateSince }) => lateSince !== null).length,
  };
}
