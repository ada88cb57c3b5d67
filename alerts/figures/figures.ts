import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Activation } from '../../domain/activation.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type {
  DetectorRecord,
  FigureFilter,
  FigureGrouping,
  FigureQuery,
  FigureTable,
  LiveFigures,
} from '../../domain/figures.ts';
import type { Text } from '../../domain/text.ts';
import type { Document } from '../document-outbox.ts';
import { createProjection } from '../projection.ts';
import type { Activity, ActivityDocument } from './activity.ts';
import { createFigureSheet, type FigureSheet } from './compute-figures.ts';
import { createDetectors } from './detectors.ts';
import type { CaseFact, DeliveryFact } from './facts.ts';
import { figuresLimits } from './limits.ts';
import { matchesFilter, noSeat } from './matches-filter.ts';
import { readActivations } from './read-activations.ts';
import { saveActivity } from './save-activity.ts';
import { shiftAt, type Span } from './spans.ts';

/** Why there is no answer: it needs the database, which is away; or it is about too much at once. */
export interface NoFigures {
  readonly refused: 'away' | 'tooLong';
}

/** What other parts know of their own work in a period; null while it is away. */
export interface FigureSources {
  /** Cases that were dispatched, arrived at or closed in the period. */
  readonly cases: (period: Span) => Promise<readonly CaseFact[] | null>;
  /** Notifications that were decided in the period. */
  readonly deliveries: (period: Span) => Promise<readonly DeliveryFact[] | null>;
  /** The same from memory, as far as that goes back. */
  readonly liveCases: () => readonly CaseFact[] | null;
  readonly liveDeliveries: () => readonly DeliveryFact[] | null;
}

interface Work {
  readonly cases: readonly CaseFact[] | null;
  readonly deliveries: readonly DeliveryFact[] | null;
}

const memoryIsShort: Text = {
  zh: '内存中的记录晚于本班开始：数字自该时起算。',
  en: 'Memory begins later than the shift: the figures are since then.',
};

function missingOf({ cases, deliveries }: Work): readonly Text[] {
  const missing: Text[] = [];
  if (cases === null) {
    missing.push({
      zh: '案件数据现不可用：派遣、到场与办结的数字缺失。',
      en: 'Cases are not available now: times to dispatch and arrive and closure are missing.',
    });
  }
  if (deliveries === null) {
    missing.push({
      zh: '通知数据现不可用：送达与回执的数字缺失。',
      en: 'Notifications are not available now: what was sent and confirmed is missing.',
    });
  }
  return missing;
}

/**
 * The key figures: of the present shift from memory, of any period from the database (and from memory while
 * that is away, as far back as memory goes). Figures are told by seat, never by person: they are to mend rules,
 * detectors and staffing, and whoever fears to be measured acknowledges without looking.
 */
export interface Figures {
  /** Begins to carry what happened to the database. */
  start(): void;
  stop(): Promise<void>;
  /** Something may have happened. Cheap. */
  wake(): void;
  /** What the database has not got yet. */
  unsaved(): number;
  /** `within`: in these areas only, each with what lies below it. */
  live(by: FigureGrouping | null, now: number, within?: readonly string[]): LiveFigures;
  query(query: FigureQuery, now: number): Promise<FigureTable | NoFigures>;
  /** Detectors and rules by their false alarms. */
  detectors(period: Span, filter: FigureFilter): Promise<readonly DetectorRecord[] | NoFigures>;
}

export function createFigures(options: {
  readonly database: Pick<Database, 'kysely' | 'isAvailable' | 'persist'>;
  readonly activity: Pick<Activity, 'held' | 'completeSince' | 'outbox'>;
  readonly settings: () => DeskSettings;
  readonly nameOf: (by: FigureGrouping, key: string) => Text;
  readonly sources: FigureSources;
  readonly log: Logger;
}): Figures {
  const { database, activity, settings, sources, log } = options;
  const { outbox } = activity;
  const projection = createProjection<readonly Document<ActivityDocument>[]>({
    name: 'activations',
    database,
    unsaved: {
      next: () => (outbox.size() === 0 ? null : outbox.next(figuresLimits.rowsPerSave_max)),
      saved: (documents) => outbox.saved(documents),
      size: () => outbox.size(),
    },
    save: (documents) => saveActivity(database.kysely, documents),
    log,
  });

  /** A sheet for a question, with what is known of cases and notifications on it. */
  function sheetFor({ by, from, to, ...filter }: FigureQuery, { cases, deliveries }: Work): FigureSheet {
    const { seats, shifts, timeZone, alarms } = settings();
    const sheet = createFigureSheet({
      period: { from, to },
      filter,
      by,
      seats,
      shifts,
      timeZone,
      flood: { alerts: alarms.flood.alerts, within_ms: alarms.flood.within_s * 1000 },
      nameOf: (by, key) => nameOf(by, key),
      caseGap: cases === null ? 'away' : null,
      deliveryGap: deliveries === null ? 'away' : null,
    });
    for (const fact of cases ?? []) sheet.addCase(fact);
    for (const fact of deliveries ?? []) sheet.addDelivery(fact);
    return sheet;
  }

  function nameOf(by: FigureGrouping, key: string): Text {
    if (by === 'seat' && key === noSeat) return { zh: '无坐席监视', en: 'Watched by no seat' };
    const known = by === 'seat' ? settings().seats : by === 'shift' ? settings().shifts : [];
    return known.find(({ id }) => id === key)?.name ?? options.nameOf(by, key);
  }

  /** How far back memory has everything that a period wants. */
  function memoryReaches(from: number): boolean {
    const since = activity.completeSince();
    return since !== null && from - settings().alarms.flood.within_s * 1000 >= since;
  }

  function live(by: FigureGrouping | null, now: number, within?: readonly string[]): LiveFigures {
    const shift = shiftAt(now, settings());
    const from = Math.min(Math.max(shift.from, activity.completeSince() ?? now), now);
    const work = { cases: sources.liveCases(), deliveries: sources.liveDeliveries() };
    const filter = within === undefined ? {} : { within };
    const sheet = sheetFor({ by, from, to: now, ...filter }, work);
    for (const activation of activity.held()) sheet.addActivation(activation);
    const missing = from > shift.from ? [memoryIsShort, ...missingOf(work)] : missingOf(work);
    return { ...sheet.result(missing), shift };
  }

  async function query(query: FigureQuery, now: number): Promise<FigureTable | NoFigures> {
    const asked = { ...query, to: Math.max(query.from, Math.min(query.to, now)) };
    if (!database.isAvailable()) return fromMemory(asked);
    const { by: _, from, to, ...filter } = asked;
    const [cases, deliveries] = await Promise.all([
      sources.cases({ from, to }),
      sources.deliveries({ from, to }),
    ]);
    const sheet = sheetFor(asked, { cases, deliveries });
    const rows = await each({ from, to }, filter, (activation) => sheet.addActivation(activation));
    return rows === null ? { refused: 'tooLong' } : sheet.result(missingOf({ cases, deliveries }));
  }

  function fromMemory(query: FigureQuery): FigureTable | NoFigures {
    if (!memoryReaches(query.from)) return { refused: 'away' };
    const work = { cases: null, deliveries: null };
    const sheet = sheetFor(query, work);
    for (const activation of activity.held()) sheet.addActivation(activation);
    return sheet.result(missingOf(work));
  }

  /** Takes every activation of a period once, memory's newer ones before the database's. Null: too many. */
  async function each(
    period: Span,
    filter: FigureFilter,
    take: (activation: Activation) => void,
  ): Promise<number | null> {
    const unsaved = new Map(
      activity.outbox
        .content()
        .flatMap(({ key, content }) => (content.type === 'activation' ? [[key, content.activation]] : [])),
    );
    let count = 0;
    const from = period.from - settings().alarms.flood.within_s * 1000;
    for await (const page of readActivations(database.kysely, { from, to: period.to }, filter)) {
      count += page.length;
      if (count > figuresLimits.rowsPerAnswer_max) return null;
      for (const activation of page) {
        if (unsaved.size === 0 || !unsaved.has(`${activation.alertId}/${activation.number}`))
          take(activation);
      }
    }
    for (const activation of unsaved.values()) {
      if (matchesFilter(activation, filter)) take(activation);
    }
    return count + unsaved.size;
  }

  async function detectors(
    period: Span,
    filter: FigureFilter,
  ): Promise<readonly DetectorRecord[] | NoFigures> {
    if (!database.isAvailable()) return { refused: 'away' };
    const records = createDetectors();
    const rows = await each(period, filter, (activation) => {
      const at = activation.announcedAt ?? activation.beganAt;
      if (at >= period.from && at < period.to) records.add(activation);
    });
    if (rows === null) return { refused: 'tooLong' };
    return records.result((deviceId) => options.nameOf('device', deviceId));
  }

  return {
    start: () => projection.start(),
    stop: () => projection.stop(),
    wake: () => projection.wake(),
    unsaved: () => outbox.size(),
    live,
    query,
    detectors,
  };
}
