import { createAskDatabase } from './ask-database.ts';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { Alert, AlertEvent } from '../domain/alert.ts';
import {
  areaPlaces,
  isWanted,
  type AlertFilter,
  type AlertPage,
  type AlertQuery,
} from '../domain/alert-desk.ts';
import type { ForecastScore } from '../domain/rule-set.ts';
import { fromAlertRow, fromEventRow } from './alert-row.ts';
import { fromCursor, toCursor, type PagePlace } from './cursor.ts';
import { byNewest } from './desk-memory.ts';
import type { AlertDesk } from './desk.ts';
import { readForecastScores, type ScoreQuery } from './forecast-scores.ts';
import { alertsLimits } from './limits.ts';
import type { OutboxBatch } from './outbox.ts';
import { createProjection } from './projection.ts';
import { saveAlerts } from './save-alerts.ts';
import type { DevicePlace } from './topology.ts';

/**
 * Carries what the desk decides to the database, and answers what needs the past. While the database is
 * away, changes wait in the desk (and its snapshots), and searches show what memory has.
 */
export interface AlertStore {
  start(): Promise<void>;
  /** Gives up what is still being written: the desk keeps it, and writing it again changes nothing. */
  stop(): Promise<void>;
  /** Oldest first; without the saved part while the database is away. */
  history(alertId: string): Promise<readonly AlertEvent[]>;
  /** An alert however old; null when there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Alert | null>;
  /** Newest first. A cursor that cannot be read starts at the newest. */
  search(query: AlertQuery): Promise<AlertPage>;
  /** How the forecasts of a period turned out, by rule; null while the database is away. */
  forecastScores(query: ScoreQuery): Promise<readonly ForecastScore[] | null>;
  /** Events that the database has not got yet. */
  unsaved(): number;
}

export function createAlertStore(options: {
  readonly database: Database;
  readonly desk: AlertDesk;
  /** Where a device is now; what is only in the database is looked for where it was raised. */
  readonly placeOf: (deviceId: string) => DevicePlace;
  readonly log: Logger;
}): AlertStore {
  const { database, desk, placeOf, log } = options;
  const projection = createProjection<OutboxBatch>({
    name: 'alerts',
    database,
    unsaved: {
      next: () => {
        const batch = desk.outbox.next(alertsLimits.eventsPerSave_max);
        return batch.events.length === 0 ? null : batch;
      },
      saved: (batch) => desk.outbox.saved(batch),
      size: () => desk.outbox.size(),
    },
    gatherFor_ms: alertsLimits.gatherFor_ms,
    save: (batch) => saveAlerts(database.kysely, batch),
    log,
  });

  const ask = createAskDatabase({ database, log });

  async function history(alertId: string): Promise<readonly AlertEvent[]> {
    const rows = await ask(() =>
      database.kysely.selectFrom('alert_events').selectAll().where('alert_id', '=', alertId).execute(),
    );
    const events = [...(rows ?? []).map(fromEventRow), ...desk.events(alertId)];
    const byVersion = new Map(events.map((event) => [event.version, event]));
    return [...byVersion.values()].toSorted((a, b) => a.version - b.version);
  }

  async function search(query: AlertQuery): Promise<AlertPage> {
    const limit = Math.max(1, Math.min(Math.floor(query.limit), alertsLimits.pageSize_max));
    const after = query.cursor === undefined ? null : fromCursor(query.cursor);
    const isSought = (alert: Alert): boolean => isWanted(alert, query, placeOf(alert.deviceId).path);
    if (query.state === 'open') return toPage(desk.open().filter(isSought), { after, limit });
    const saved = (await ask(() => searchSaved(query, after, limit))) ?? [];
    // Memory is ahead of the database: the newer version of an alert counts.
    const newest = new Map(saved.map((alert) => [alert.id, alert]));
    for (const alert of [...desk.recentlyClosed(), ...desk.outbox.content().alerts, ...desk.open()]) {
      if ((newest.get(alert.id)?.version ?? 0) >= alert.version) continue;
      if (isSought(alert)) newest.set(alert.id, alert);
      else newest.delete(alert.id);
    }
    return toPage([...newest.values()].toSorted(byNewest), { after, limit });
  }

  async function find(id: string): Promise<Alert | null> {
    const known = desk.find(id);
    if (known !== undefined) return known;
    const row = await ask(() =>
      database.kysely.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row === undefined || row === null ? null : fromAlertRow(row);
  }

  async function searchSaved(
    filter: AlertFilter,
    after: PagePlace | null,
    limit: number,
  ): Promise<readonly Alert[]> {
    let select = database.kysely.selectFrom('alerts').selectAll();
    const { area, siteId } = filter;
    const columns = {
      device_id: filter.deviceId,
      rule_id: filter.ruleId,
      kind: filter.kind,
      displayed_severity: filter.severity,
      operator_state: filter.operator,
      suppression: filter.suppression,
    };
    for (const [column, value] of Object.entries(columns)) {
      if (value !== undefined) select = select.where(column as keyof typeof columns, '=', value);
    }
    if (siteId !== undefined) select = select.where('path', '@>', sql<string[]>`array[${`site:${siteId}`}]`);
    if (area !== undefined) select = select.where('path', '&&', sql<string[]>`${areaPlaces(area)}::text[]`);
    if (after !== null) {
      const raisedAt = new Date(after.raisedAt);
      select = select.where((eb) =>
        eb.or([
          eb('raised_at', '<', raisedAt),
          eb.and([eb('raised_at', '=', raisedAt), eb('id', '<', after.id)]),
        ]),
      );
    }
    // One more than asked for tells whether there is a next page.
    const rows = await select
      .orderBy('raised_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return rows.map(fromAlertRow);
  }

  return {
    start: () => {
      desk.onChange(() => projection.wake());
      projection.start();
      return Promise.resolve();
    },
    stop: () => projection.stop(),
    history,
    find,
    search,
    forecastScores: (query) => ask(() => readForecastScores(database.kysely, query)),
    unsaved: () => desk.outbox.size(),
  };
}

function toPage(
  alerts: readonly Alert[],
  { after, limit }: { after: PagePlace | null; limit: number },
): AlertPage {
  const page: Alert[] = [];
  for (const alert of alerts) {
    if (after !== null && !isBeyond(alert, after)) continue;
    if (page.length === limit) {
      const last = page.at(-1);
      return { alerts: page, nextCursor: last === undefined ? null : toCursor(last) };
    }
    page.push(alert);
  }
  return { alerts: page, nextCursor: null };
}

function isBeyond(alert: Alert, after: PagePlace): boolean {
  return alert.raisedAt < after.raisedAt || (alert.raisedAt === after.raisedAt && alert.id < after.id);
}
