import { createAskDatabase } from '../ask-database.ts';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Incident, IncidentMove, IncidentPage, IncidentQuery } from '../../domain/incident.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { Document } from '../document-outbox.ts';
import { alertsLimits } from '../limits.ts';
import { createProjection } from '../projection.ts';
import { byNewest, type IncidentDocument } from './incident-book.ts';
import type { Incidents } from './incidents.ts';
import { incidentLimits } from './limits.ts';
import {
  readAlertsById,
  readIncident,
  readIncidentIds,
  readIncidents,
  readMembers,
} from './read-incidents.ts';
import { saveIncidents } from './save-incidents.ts';

/**
 * Carries what the incidents decide to the database, and answers what needs the past. While the database is
 * away, changes wait in the fold (and its snapshots), and searches show what memory has.
 */
export interface IncidentStore {
  start(): void;
  stop(): Promise<void>;
  /** There may be something new. Cheap. */
  wake(): void;
  /** An incident however old; null when there is none, or memory has forgotten it while the database is away. */
  find(id: string): Promise<Incident | null>;
  /** Newest first. A cursor that cannot be read starts at the newest. */
  search(query: IncidentQuery): Promise<IncidentPage>;
  /** First up first, at most `alertsPerIncident_max`; and those that moved on to another incident. */
  alertsOf(
    id: string,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly moved: readonly IncidentMove[] }>;
  /** The incidents of alerts that memory may have forgotten. */
  idsOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Incidents and memberships that the database has not got yet. */
  unsaved(): number;
}

export function createIncidentStore(options: {
  readonly database: Database;
  readonly incidents: Incidents;
  /** An alert that memory has. */
  readonly findAlert: (id: string) => Alert | undefined;
  readonly log: Logger;
}): IncidentStore {
  const { database, incidents, findAlert, log } = options;
  const { outbox } = incidents;
  const projection = createProjection<readonly Document<IncidentDocument>[]>({
    name: 'incidents',
    database,
    unsaved: {
      next: () => {
        const batch = outbox.next(incidentLimits.documentsPerSave_max);
        return batch.length === 0 ? null : batch;
      },
      saved: (batch) => outbox.saved(batch),
      size: () => outbox.size(),
    },
    gatherFor_ms: alertsLimits.gatherFor_ms,
    save: (batch) => saveIncidents(database.kysely, batch),
    log,
  });

  const ask = createAskDatabase({ database, log });

  function unsaved(): {
    incidents: Incident[];
    members: { alertId: string; incidentId: string }[];
    moves: Move[];
  } {
    const found = { incidents: [] as Incident[], members: [] as Move[], moves: [] as Move[] };
    for (const { content } of outbox.content()) {
      if (content.type === 'incident') {
        found.incidents.push(content.incident);
        continue;
      }
      const { alertId, incidentId, leftAt, movedTo } = content.membership;
      const move = { alertId, incidentId, at: leftAt ?? 0, movedTo: movedTo ?? '' };
      (leftAt === null ? found.members : found.moves).push(move);
    }
    return found;
  }

  async function search(query: IncidentQuery): Promise<IncidentPage> {
    const limit = Math.max(1, Math.min(Math.floor(query.limit), incidentLimits.pageSize_max));
    const after = query.cursor === undefined ? null : fromCursor(query.cursor);
    const isWanted = ({ path, kinds, openedAt, id }: Incident): boolean =>
      (query.place === undefined || path.includes(query.place)) &&
      (query.kind === undefined || kinds.includes(query.kind)) &&
      (after === null || openedAt < after.raisedAt || (openedAt === after.raisedAt && id < after.id));
    const newest = new Map<string, Incident>();
    if (query.state === 'all') {
      const saved = await ask(() => readIncidents(database.kysely, { query, after, limit: limit + 1 }));
      for (const incident of saved ?? []) newest.set(incident.id, incident);
      // Memory is ahead of the database: the newer version of an incident counts.
      for (const incident of [...incidents.recentlyClosed(), ...unsaved().incidents]) put(newest, incident);
    }
    for (const incident of incidents.open()) put(newest, incident);
    const found = [...newest.values()].filter(isWanted).toSorted(byNewest);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const nextCursor =
      found.length > limit && last !== undefined ? toCursor({ raisedAt: last.openedAt, id: last.id }) : null;
    return { incidents: page, nextCursor };
  }

  async function find(id: string): Promise<Incident | null> {
    return incidents.find(id) ?? (await ask(() => readIncident(database.kysely, id)));
  }

  async function alertsOf(id: string) {
    const waiting = unsaved();
    const saved = await ask(() => readMembers(database.kysely, id));
    const moves = new Map<string, IncidentMove>();
    for (const { alertId, at, movedTo } of saved?.moved ?? []) moves.set(alertId, { alertId, at, movedTo });
    for (const { alertId, incidentId, at, movedTo } of waiting.moves) {
      if (incidentId === id) moves.set(alertId, { alertId, at, movedTo });
    }
    const ids = new Set([
      ...(incidents.find(id)?.members ?? []).map(({ alertId }) => alertId),
      ...incidents.openAlertIdsOf(id),
      ...(saved?.alertIds ?? []),
      ...waiting.members.filter(({ incidentId }) => incidentId === id).map(({ alertId }) => alertId),
    ]);
    for (const alertId of moves.keys()) ids.delete(alertId);
    const known = new Map([...ids].flatMap((alertId) => toEntry(findAlert(alertId))));
    const forgotten = [...ids].filter((alertId) => !known.has(alertId));
    const past = await ask(() => readAlertsById(database.kysely, forgotten));
    const alerts = [...known.values(), ...(past ?? [])].toSorted(
      (a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1),
    );
    return {
      alerts: alerts.slice(0, incidentLimits.alertsPerIncident_max),
      moved: [...moves.values()].toSorted((a, b) => a.at - b.at),
    };
  }

  return {
    start: () => projection.start(),
    stop: () => projection.stop(),
    wake: () => projection.wake(),
    find,
    search,
    alertsOf,
    idsOf: async (alertIds) => (await ask(() => readIncidentIds(database.kysely, alertIds))) ?? new Map(),
    unsaved: () => outbox.size(),
  };
}

interface Move extends IncidentMove {
  readonly incidentId: string;
}

function put(newest: Map<string, Incident>, incident: Incident): void {
  if ((newest.get(incident.id)?.version ?? 0) < incident.version) newest.set(incident.id, incident);
}

function toEntry(alert: Alert | undefined): readonly (readonly [string, Alert])[] {
  return alert === undefined ? [] : [[alert.id, alert]];
}
