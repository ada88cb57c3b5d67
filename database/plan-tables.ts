import type { ColumnType } from 'kysely';
import type { PlanFile, PlanRun, PlanRunEvent, PlanSubject } from '../domain/plan.ts';

/** A jsonb column: parsed when read, given as JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** The emergency plans that were in force, each set from its record of the journal on. */
interface PlanSetsTable {
  set_id: string;
  at: Date;
  by_whom: string;
  comment: string | null;
  files: Json<readonly PlanFile[]>;
}

/** Plans that were set in motion, with what became of their steps. */
interface PlanRunsTable {
  id: string;
  version: number;
  plan_id: string;
  subject_type: PlanSubject['type'];
  subject_id: string;
  started_at: Date;
  ended_at: Date | null;
  run: Json<PlanRun>;
  events: Json<readonly PlanRunEvent[]>;
}

/** The tables of emergency plans. */
export interface PlanTables {
  plan_sets: PlanSetsTable;
  plan_runs: PlanRunsTable;
}
