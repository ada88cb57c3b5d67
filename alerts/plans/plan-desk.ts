import type { Logger } from 'pino';
import type { Actor, Position } from '../../domain/actor.ts';
import type { BattleMap } from '../../domain/battle-map.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
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
import type { PlaceId } from '../../domain/record.ts';
import type { Text } from '../../domain/text.ts';
import type { FileFault } from '../../domain/yaml-content.ts';
import type { Cases } from '../cases/cases.ts';
import { toBattleMap } from './battle-map.ts';
import { plansFor } from './match-plans.ts';
import { parsePlans, toPlanSetId } from './parse-plans.ts';
import { filesAuthor } from './plan-book.ts';
import type { PlanRoom } from './plan-room.ts';
import type { PlanStore } from './plan-store.ts';
import { openStepCases, toStepCaseId } from './step-cases.ts';

/** What the screens ask of plans, put together from the fold, the settings, the fleet and the database. */
export interface PlanDesk {
  view(): {
    readonly head: PlanSetHead;
    readonly plans: readonly Plan[];
    readonly places: readonly PlanPlace[];
  };
  files(): readonly PlanFile[];
  history(limit: number): Promise<readonly PlanSetHead[]>;
  check(files: readonly PlanFile[]): readonly FileFault[];
  put(request: {
    actor: Actor;
    files: readonly PlanFile[];
    comment: string;
    expectedSetId: string;
  }): Promise<{
    outcome: 'done' | 'stale' | 'refused';
    setId: string;
    reason: Text | null;
    errors: readonly FileFault[];
  }>;
  /** The files on disk come into force when they differ from those that did last. */
  takeFiles(files: readonly PlanFile[]): Promise<void>;
  fitting(
    subject: PlanSubject,
  ): { readonly situation: PlanSituation; readonly plans: readonly Plan[] } | null;
  /** Those in motion, newest first. */
  running(): readonly PlanRun[];
  /** A plan that is set in motion opens its cases, too. */
  act(action: Exclude<PlanAction, PlanPut>): Promise<PlanOutcome>;
  runs(query: { readonly state: 'running' | 'all'; readonly limit: number }): Promise<readonly PlanRun[]>;
  map(runId: string): Promise<Omit<BattleMap, 'place'> | null>;
  timeZone(): string;
}

export function createPlanDesk(options: {
  readonly plans: PlanRoom;
  readonly store: Pick<PlanStore, 'find' | 'runs' | 'heads'>;
  readonly cases: Pick<Cases, 'act' | 'find'>;
  readonly settings: () => DeskSettings;
  /** Where a place lies; null: nobody entered it. */
  readonly positionOf: (path: readonly PlaceId[]) => Position | null;
  /** Whether there is an area or a site of this name. */
  readonly isArea: (code: string) => boolean;
  readonly log: Logger;
  readonly now?: () => number;
}): PlanDesk {
  const { plans, store, cases, settings, positionOf, isArea, log, now = Date.now } = options;
  const { book } = plans;

  function check(files: readonly PlanFile[]): readonly FileFault[] {
    return parsePlans(files, isArea).errors;
  }

  async function act(action: Exclude<PlanAction, PlanPut>): Promise<PlanOutcome> {
    const outcome = await plans.act(action);
    if (action.action !== 'start' || outcome.outcome !== 'done' || outcome.run === null) return outcome;
    try {
      await openStepCases(outcome.run, { cases, settings: settings(), actor: action });
    } catch (error) {
      // The plan is in motion all the same; pressing once more opens what is missing.
      log.error({ err: error, runId: outcome.run.id }, 'cases of a plan could not be opened');
    }
    return outcome;
  }

  return {
    view: () => ({ head: book.head(), plans: book.plans(), places: book.places() }),
    files: () => book.files(),
    history: (limit) => store.heads(limit),
    check,
    async put({ actor, files, comment, expectedSetId }) {
      const errors = check(files);
      const { setId } = book.head();
      if (errors.length > 0) return { outcome: 'refused', setId, reason: null, errors };
      const asked: PlanPut = { ...actor, action: 'put', files, comment, expectedSetId };
      const { outcome, reason } = await plans.act(asked);
      return {
        outcome: outcome === 'unknown' ? 'refused' : outcome,
        setId: book.head().setId,
        reason,
        errors: [],
      };
    },
    async takeFiles(files) {
      const setId = toPlanSetId(files);
      if (setId === book.diskSetId()) return;
      const at = now();
      const { outcome, reason } = await plans.act({
        action: 'put',
        by: filesAuthor,
        role: 'administrator',
        seat: null,
        at,
        idempotencyKey: `${setId}:${at}`,
        files,
        comment: null,
        expectedSetId: null,
      });
      log.info(
        { event: 'plans-in-force', setId, outcome, reason, plans: book.plans().length },
        'plans are read',
      );
    },
    fitting(subject) {
      const situation = plans.situationOf(subject);
      return situation === null ? null : { situation, plans: plansFor(book.plans(), situation) };
    },
    running: () => plans.running(),
    act,
    runs: (query) => store.runs(query),
    async map(runId) {
      const found = await store.find(runId);
      if (found === null) return null;
      const { position, path } = found.run.situation;
      return toBattleMap(found, {
        settings: settings(),
        places: book.places(),
        position: position ?? positionOf(path),
        caseIdOf: (stepId) => cases.find(toStepCaseId(runId, stepId))?.id ?? null,
        now: now(),
      });
    },
    timeZone: () => settings().timeZone,
  };
}
