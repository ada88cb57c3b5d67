import { createAskDatabase } from '../ask-database.ts';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Schema } from '../../database/schema.ts';
import type { PlanRun, PlanSetHead } from '../../domain/plan.ts';
import { storable, toJson } from '../alert-row.ts';
import type { Document } from '../document-outbox.ts';
import { createProjection } from '../projection.ts';
import { plansLimits } from './limits.ts';
import type { PlanSet } from './plan-book.ts';
import type { PlanRoom, PlanRunDocument } from './plan-room.ts';

/**
 * Carries plans and what became of them to the database, and answers what needs the past. While the database is
 * away, everything waits in the fold (and its snapshots), and memory answers.
 */
export interface PlanStore {
  start(): void;
  /** Gives up what is still being written: the fold keeps it, and writing it again changes nothing. */
  stop(): Promise<void>;
  /** A run however old, with its history; null when there is none, or memory has forgotten it and the database is away. */
  find(runId: string): Promise<PlanRunDocument | null>;
  /** Those in motion or all, newest first, at most `limit`. */
  runs(query: { readonly state: 'running' | 'all'; readonly limit: number }): Promise<readonly PlanRun[]>;
  /** Sets that were in force, newest first. */
  heads(limit: number): Promise<readonly PlanSetHead[]>;
  unsaved(): number;
}

interface Batch {
  readonly runs: readonly Document<PlanRunDocument>[];
  readonly sets: readonly Document<PlanSet>[];
}

export function createPlanStore(options: {
  readonly database: Database;
  readonly plans: PlanRoom;
  readonly log: Logger;
}): PlanStore {
  const { database, plans, log } = options;
  const { runs, sets } = plans.outbox;
  const unsaved = (): number => runs.size() + sets.size();
  const projection = createProjection<Batch>({
    name: 'plans',
    database,
    unsaved: {
      next: () =>
        unsaved() === 0
          ? null
          : { runs: runs.next(plansLimits.perSave_max), sets: sets.next(plansLimits.perSave_max) },
      saved: (batch) => {
        runs.saved(batch.runs);
        sets.saved(batch.sets);
      },
      size: unsaved,
    },
    save: (batch) => savePlans(database.kysely, batch),
    log,
  });

  const ask = createAskDatabase({ database, log });

  return {
    start() {
      // Also what comes into force is an action, and is saved with the next look.
      plans.onChange(() => projection.wake());
      plans.onPut(() => projection.wake());
      projection.start();
    },
    stop: () => projection.stop(),
    async find(runId) {
      const known = plans.find(runId);
      if (known !== undefined) return known;
      const row = await ask(() =>
        database.kysely
          .selectFrom('plan_runs')
          .select(['run', 'events'])
          .where('id', '=', runId)
          .executeTakeFirst(),
      );
      return row ?? null;
    },
    async runs({ state, limit }) {
      const running = plans.running();
      if (state === 'running') return running.slice(0, limit);
      const rows = await ask(() =>
        database.kysely
          .selectFrom('plan_runs')
          .select('run')
          .orderBy('started_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .execute(),
      );
      // Memory is ahead of the database: the newer version counts.
      const newest = new Map((rows ?? []).map(({ run }) => [run.id, run]));
      for (const { run } of plans.remembered()) newest.set(run.id, run);
      return [...newest.values()].toSorted(byNewestStart).slice(0, limit);
    },
    async heads(limit) {
      const rows = await ask(() =>
        database.kysely
          .selectFrom('plan_sets')
          .select(['set_id', 'at', 'by_whom', 'comment'])
          .orderBy('at', 'desc')
          .limit(limit)
          .execute(),
      );
      const saved = (rows ?? []).map(({ set_id: setId, at, by_whom: by, comment }) => ({
        setId,
        at: at.getTime(),
        by,
        comment,
      }));
      const all = new Map(
        [...saved, ...plans.book.heads()].map((head) => [`${head.at} ${head.setId}`, head]),
      );
      return [...all.values()].toSorted((a, b) => b.at - a.at).slice(0, limit);
    },
    unsaved,
  };
}

function byNewestStart(a: PlanRun, b: PlanRun): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

/** Repeating it, also in part or out of order, changes nothing: an older version never replaces a newer one. */
export async function savePlans(kysely: Kysely<Schema>, { runs, sets }: Batch): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    if (sets.length > 0) {
      await transaction
        .insertInto('plan_sets')
        .values(
          sets.map(({ content: { setId, at, by, comment, files } }) => ({
            set_id: setId,
            at: new Date(at),
            by_whom: by,
            comment: comment === null ? null : storable(comment),
            files: toJson(files),
          })),
        )
        .onConflict((conflict) => conflict.columns(['at', 'set_id']).doNothing())
        .execute();
    }
    if (runs.length === 0) return;
    await transaction
      .insertInto('plan_runs')
      .values(runs.map(({ content }) => toRow(content)))
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((eb) => ({
            version: eb.ref('excluded.version'),
            ended_at: eb.ref('excluded.ended_at'),
            run: eb.ref('excluded.run'),
            events: eb.ref('excluded.events'),
          }))
          .whereRef('plan_runs.version', '<', 'excluded.version'),
      )
      .execute();
  });
}

function toRow({ run, events }: PlanRunDocument) {
  return {
    id: run.id,
    version: run.version,
    plan_id: run.plan.id,
    subject_type: run.situation.subject.type,
    subject_id: run.situation.subject.id,
    started_at: new Date(run.startedAt),
    ended_at: run.endedAt === null ? null : new Date(run.endedAt),
    run: toJson(run),
    events: toJson(events),
  };
}
