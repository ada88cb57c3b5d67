import { toContentId } from '../content-id.ts';
import type { Actor } from '../../domain/actor.ts';
import type { CaseAction, CaseCategory, CaseReport } from '../../domain/case.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlanRun, PlanStep } from '../../domain/plan.ts';
import type { Cases } from '../cases/cases.ts';
import { recipientsOf } from './battle-map.ts';

const categoryOf: Readonly<Record<SensorKind, CaseCategory>> = {
  smoke: 'fire',
  electrical: 'electrical',
  water: 'flood',
  elevator: 'elevator',
};

/** The case of a step: the same however often it is opened. */
export function toStepCaseId(runId: string, stepId: string): string {
  return toContentId(['plan', runId, stepId]);
}

/**
 * Opens a case for every step that asks for one and gives it to the nearest person of the step's role who has an
 * account. Done again it changes nothing: ids and keys are made from the run. Throws when the journal takes none.
 */
export async function openStepCases(
  run: PlanRun,
  { cases, settings, actor }: { cases: Pick<Cases, 'act' | 'find'>; settings: DeskSettings; actor: Actor },
): Promise<void> {
  for (const step of run.plan.steps.filter(({ opensCase }) => opensCase)) {
    const caseId = toStepCaseId(run.id, step.id);
    if (cases.find(caseId) !== undefined) continue;
    const toAction = (action: 'report' | 'accept' | 'dispatch', rest: Partial<CaseAction>): CaseAction => ({
      ...actor,
      idempotencyKey: `${run.id}:${step.id}:${action}`,
      action,
      caseId,
      version: 0,
      comment: null,
      report: null,
      assignee: null,
      finding: null,
      position: null,
      until: null,
      ...rest,
    });
    const reported = await cases.act(toAction('report', { report: toReport(run, step) }));
    const accepted =
      reported.case === null ? null : await cases.act(toAction('accept', { version: reported.case.version }));
    const { path } = run.situation;
    const assignee = recipientsOf(settings, step.role, { path, now: actor.at }).find(
      ({ username }) => username !== null,
    )?.username;
    if (accepted === null || accepted.case === null || assignee === undefined || assignee === null) continue;
    await cases.act(toAction('dispatch', { version: accepted.case.version, assignee }));
  }
}

function toReport({ id, plan, situation }: PlanRun, step: PlanStep): CaseReport {
  const [kind] = situation.kinds;
  const { severity, deviceId, path, position } = situation;
  return {
    source: 'staff',
    category: kind === undefined ? 'other' : categoryOf[kind],
    title: `${plan.title.zh}：${step.text.zh}`,
    description: `${plan.title.en}: ${step.text.en}`,
    severity,
    // Not of the alert itself, which may have a case of its own: this is one task of several.
    alertIds: [],
    incidentId: null,
    deviceId,
    path,
    position,
    pictureUrl: null,
    confidence: null,
    externalId: `${id}:${step.id}`,
    occurredAt: null,
  };
}
