import pino from 'pino';
import { casesOf, createCaseStore } from '../../alerts/cases/case-store.ts';
import { createTestCases, type TestCases } from '../../alerts/cases/test-cases.ts';
import { defaultDeskSettings } from '../../alerts/default-settings.ts';
import { createPlanDesk } from '../../alerts/plans/plan-desk.ts';
import { createPlanStore } from '../../alerts/plans/plan-store.ts';
import { createTestPlans, planFiles, toPlanAction } from '../../alerts/plans/test-plans.ts';
import type { Database } from '../../database/connection.ts';
import type { DashboardCases } from '../../dashboard/server/dependencies.ts';
import type { DashboardPlans } from '../../dashboard/server/plan-dependencies.ts';
import { awayDatabase } from '../../dashboard/server/test-support.ts';
import type { Cases } from '../../alerts/cases/cases.ts';
import type { PlanRoom } from '../../alerts/plans/plan-room.ts';

/** The real folds of cases and plans behind a dashboard, with the shortest of journals and no database. */

const database = (): Database => awayDatabase() as unknown as Database;
const log = pino({ level: 'silent' });

/** The fold's clock is the people's: what is asked is asked now. */
export function foldedCases(): { readonly made: TestCases; readonly served: DashboardCases } {
  const made = createTestCases();
  const { cases } = made;
  return { made, served: casesOf(cases, createCaseStore({ database: database(), cases, log })) };
}

/** With the two plans of `planFiles` in force, which fit anything of smoke but what is called `none`. */
export async function foldedPlans(cases: Pick<Cases, 'act' | 'find'>): Promise<{
  readonly plans: PlanRoom;
  readonly served: DashboardPlans;
}> {
  const { plans } = createTestPlans();
  const files = { action: 'put', files: planFiles, expectedSetId: null, role: 'supervisor' } as const;
  await plans.act(toPlanAction({ ...files, at: Date.now() }));
  const served = createPlanDesk({
    plans,
    store: createPlanStore({ database: database(), plans, log }),
    cases,
    settings: () => defaultDeskSettings,
    positionOf: () => ({ longitude_deg: 114.05, latitude_deg: 22.54 }),
    isArea: () => true,
    log,
  });
  return { plans, served };
}
