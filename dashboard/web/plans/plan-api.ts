import type { BattleMap } from '../../../domain/battle-map.ts';
import type {
  Plan,
  PlanFile,
  PlanPlace,
  PlanRun,
  PlanSetHead,
  PlanSituation,
  PlanStepEnding,
  PlanSubject,
} from '../../../domain/plan.ts';
import type { FileFault } from '../../../domain/yaml-content.ts';
import type { PlanRunWithPlace } from '../../live-protocol.ts';
import { ask, idempotencyKey, segment, withJson, withQuery } from '../shell/http.ts';

/** The plans in force, with the places that they know. */
export interface PlanSetView {
  readonly set: PlanSetHead;
  readonly plans: readonly Plan[];
  readonly places: readonly PlanPlace[];
}

export const planApi = {
  plans: () => ask<PlanSetView>('GET', '/api/plans'),
  fitting: ({ type, id }: PlanSubject) =>
    ask<{ situation: PlanSituation; plans: readonly Plan[] }>(
      'GET',
      withQuery('/api/plans/for', { [type]: id }),
    ),
  start: ({ type, id }: PlanSubject, planId: string) =>
    ask<{ run: PlanRun }>(
      'POST',
      `/api/${type}s/${segment(id)}/plan`,
      withJson({ planId }, idempotencyKey()),
    ),
  runs: (state: 'running' | 'all') =>
    ask<{ runs: readonly PlanRunWithPlace[] }>('GET', withQuery('/api/plan-runs', { state, limit: 200 })),
  map: (runId: string) => ask<{ map: BattleMap }>('GET', `/api/plan-runs/${segment(runId)}`),
  step: (
    { runId, stepId }: { readonly runId: string; readonly stepId: string },
    state: PlanStepEnding | 'undone',
    comment: string | null = null,
  ) =>
    ask<{ run: PlanRun }>(
      'POST',
      `/api/plan-runs/${segment(runId)}/steps/${segment(stepId)}`,
      withJson({ state, comment }, idempotencyKey()),
    ),
  note: (runId: string, comment: string, step: string | null = null) =>
    ask<{ run: PlanRun }>(
      'POST',
      `/api/plan-runs/${segment(runId)}/notes`,
      withJson({ comment, step }, idempotencyKey()),
    ),
  end: (runId: string, comment: string | null) =>
    ask<{ run: PlanRun }>(
      'POST',
      `/api/plan-runs/${segment(runId)}/end`,
      withJson({ comment }, idempotencyKey()),
    ),
  files: () => ask<{ set: PlanSetHead; files: readonly PlanFile[] }>('GET', '/api/plans/files'),
  history: () => ask<{ sets: readonly PlanSetHead[] }>('GET', '/api/plans/history'),
  check: (files: readonly PlanFile[]) =>
    ask<{ errors: readonly FileFault[] }>('POST', '/api/plans/check', withJson({ files })),
  put: (
    files: readonly PlanFile[],
    { comment, setId }: { readonly comment: string; readonly setId: string },
  ) =>
    ask<{ set: PlanSetHead }>(
      'PUT',
      '/api/plans',
      withJson({ files, comment }, { 'if-match': `"${setId}"` }),
    ),
};
