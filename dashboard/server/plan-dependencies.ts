import type { Actor } from '../../domain/actor.ts';
import type { BattleMap } from '../../domain/battle-map.ts';
import type {
  Plan,
  PlanAction,
  PlanFile,
  PlanOutcome,
  PlanPlace,
  PlanPut,
  PlanRun,
  PlanSetHead,
  PlanSituation,
  PlanSubject,
} from '../../domain/plan.ts';
import type { Text } from '../../domain/text.ts';
import type { FileFault } from '../../domain/yaml-content.ts';

/** A whole set of files to be put in force. */
export interface PlanPutRequest {
  readonly actor: Actor;
  readonly files: readonly PlanFile[];
  readonly comment: string;
  readonly expectedSetId: string;
}

export interface PlanPutOutcome {
  readonly outcome: 'done' | 'stale' | 'refused';
  /** Of the set in force now. */
  readonly setId: string;
  readonly reason: Text | null;
  readonly errors: readonly FileFault[];
}

/** What the dashboard needs of the emergency plans. None of it needs the database but the past. */
export interface DashboardPlans {
  view(): {
    readonly head: PlanSetHead;
    readonly plans: readonly Plan[];
    readonly places: readonly PlanPlace[];
  };
  files(): readonly PlanFile[];
  /** Newest first. */
  history(limit: number): Promise<readonly PlanSetHead[]>;
  /** Every fault of a whole set; empty when it can be put in force. */
  check(files: readonly PlanFile[]): readonly FileFault[];
  put(request: PlanPutRequest): Promise<PlanPutOutcome>;
  /** The plans that fit, the best first; null: there is no such thing. */
  fitting(
    subject: PlanSubject,
  ): { readonly situation: PlanSituation; readonly plans: readonly Plan[] } | null;
  /** Those in motion, newest first. */
  running(): readonly PlanRun[];
  /** Throws when the journal does not take it. */
  act(action: Exclude<PlanAction, PlanPut>): Promise<PlanOutcome>;
  runs(query: { readonly state: 'running' | 'all'; readonly limit: number }): Promise<readonly PlanRun[]>;
  /** But the name of the place. Null when there is no such run. */
  map(runId: string): Promise<Omit<BattleMap, 'place'> | null>;
  timeZone(): string;
}
