import { createAskDatabase } from '../ask-database.ts';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { CasePage, CaseQuery, TrackQuery } from '../../domain/case-desk.ts';
import type { Case, CaseAction, CaseEvent, TrackPoint } from '../../domain/case.ts';
import { createProjection } from '../projection.ts';
import { byNewestReport } from './case-memory.ts';
import { fromCaseEventRow, fromCaseRow, fromTrackRow } from './case-row.ts';
import { fromCaseCursor, isBeyond, searchSavedCases, toCaseCursor, isWanted } from './case-search.ts';
import type { Cases } from './cases.ts';
import { casesLimits } from './limits.ts';
import { saveCases, type CaseBatch } from './save-cases.ts';

/**
 * Carries cases, their history and positions to the database, and answers what needs the past. While the
 * database is away, everything waits in the fold (and its snapshots), and searches show what memory has.
 */
export interface CaseStore {
  start(): void;
  /** Gives up what is still being written: the fold keeps it, and writing it again changes nothing. */
  stop(): Promise<void>;
  /** A case however old; null when there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Case | null>;
  /** Oldest first; without the saved part while the database is away. */
  history(caseId: string): Promise<readonly CaseEvent[]>;
  /** Newest first. A cursor that cannot be read starts at the newest. */
  search(query: CaseQuery): Promise<CasePage>;
  /**
   * Where somebody was from `from` up to `to` (exclusive), ms, oldest first, at most `trackPoints_max`. Null
   * while the database is away.
   */
  track(query: TrackQuery): Promise<readonly TrackPoint[] | null>;
  /** What the database has not got yet. */
  unsaved(): number;
}

export function createCaseStore(options: {
  readonly database: Database;
  readonly cases: Cases;
  readonly log: Logger;
}): CaseStore {
  const { database, cases, log } = options;
  const { outbox } = cases;
  const projection = createProjection<CaseBatch>({
    name: 'cases',
    database,
    unsaved: { next: nextBatch, saved: tookBatch, size: unsaved },
    save: (batch) => saveCases(database.kysely, batch),
    log,
  });

  function nextBatch(): CaseBatch | null {
    if (unsaved() === 0) return null;
    const max = casesLimits.savedAtOnce_max;
    return {
      cases: outbox.cases.next(max),
      events: outbox.events.next(max),
      tracks: outbox.tracks.next(max),
    };
  }

  function tookBatch(batch: CaseBatch): void {
    outbox.cases.saved(batch.cases);
    outbox.events.saved(batch.events);
    outbox.tracks.saved(batch.tracks);
  }

  function unsaved(): number {
    return outbox.cases.size() + outbox.events.size() + outbox.tracks.size();
  }

  const ask = createAskDatabase({ database, log });

  async function find(id: string): Promise<Case | null> {
    const known = cases.find(id);
    if (known !== undefined) return known;
    const row = await ask(() =>
      database.kysely.selectFrom('cases').select('content').where('id', '=', id).executeTakeFirst(),
    );
    return row === undefined || row === null ? null : fromCaseRow(row);
  }

  async function history(caseId: string): Promise<readonly CaseEvent[]> {
    const rows = await ask(() =>
      database.kysely.selectFrom('case_events').selectAll().where('case_id', '=', caseId).execute(),
    );
    const events = [...(rows ?? []).map(fromCaseEventRow), ...cases.events(caseId)];
    const byVersion = new Map(events.map((event) => [event.version, event]));
    return [...byVersion.values()].toSorted((a, b) => a.version - b.version);
  }

  /** The newest version of each case in memory that may be newer than the database's. */
  function inMemory(): ReadonlyMap<string, Case> {
    const unsavedOnes = outbox.cases.content().map(({ content }) => content);
    const all = [...cases.recentlyClosed(), ...unsavedOnes, ...cases.open()];
    return new Map(all.map((one) => [one.id, one]));
  }

  async function search(query: CaseQuery): Promise<CasePage> {
    const limit = Math.max(1, Math.min(Math.floor(query.limit), casesLimits.pageSize_max));
    const after = query.cursor === undefined ? null : fromCaseCursor(query.cursor);
    const isHere = (one: Case): boolean => isWanted(one, query) && (after === null || isBeyond(one, after));
    if (query.state === 'open') return toPage(cases.open().filter(isHere), limit, null);
    const rows = (await ask(() => searchSavedCases(database.kysely, query, { after, limit }))) ?? [];
    const saved = rows.map(fromCaseRow);
    // What lies behind the last row that the database told is for the next page, also of memory's.
    const last = saved.length > limit ? saved[limit - 1] : undefined;
    const memory = inMemory();
    const found = new Map(saved.slice(0, limit).map((one) => [one.id, memory.get(one.id) ?? one]));
    for (const one of memory.values()) {
      if (last === undefined || !isBeyond(one, last)) found.set(one.id, one);
    }
    return toPage([...found.values()].filter(isHere).toSorted(byNewestReport), limit, last ?? null);
  }

  async function track({ username, from, to }: TrackQuery): Promise<readonly TrackPoint[] | null> {
    const rows = await ask(() =>
      database.kysely
        .selectFrom('tracks')
        .selectAll()
        .where('username', '=', username)
        .where('at', '>=', new Date(from))
        .where('at', '<', new Date(to))
        .orderBy('at')
        .limit(casesLimits.trackPoints_max)
        .execute(),
    );
    return rows?.map(fromTrackRow) ?? null;
  }

  return {
    start() {
      cases.onChange(() => projection.wake());
      cases.onTrack(() => projection.wake());
      projection.start();
    },
    stop: () => projection.stop(),
    find,
    history,
    search,
    track,
    unsaved,
  };
}

/** `last`: where the page ends at the latest because the database has more. */
function toPage(sorted: readonly Case[], limit: number, last: Case | null): CasePage {
  const page = sorted.slice(0, limit);
  const end = sorted.length > limit ? page.at(-1) : last;
  return { cases: page, nextCursor: end === undefined || end === null ? null : toCaseCursor(end) };
}

/** Cases as who works with them sees them: what is open from the fold, what is past from the database. */
export function casesOf(cases: Cases, store: CaseStore) {
  return {
    open: () => cases.open(),
    find: (id: string) => store.find(id),
    history: (id: string) => store.history(id),
    search: (query: CaseQuery) => store.search(query),
    act: (action: CaseAction) => cases.act(action),
    deadlines: (of: Case) => cases.deadlines(of),
    track: (points: readonly TrackPoint[]) => cases.track(points),
    readTrack: (query: TrackQuery) => store.track(query),
    trackPointsMax: casesLimits.trackPoints_max,
  };
}
