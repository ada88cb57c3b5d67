import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Report, ReportHead, ReportKind } from '../../domain/report.ts';
import type { Part } from '../../domain/part.ts';
import type { Language } from '../../domain/text.ts';
import type { Span } from '../figures/spans.ts';
import { reportLimits } from './limits.ts';
import { makeReport, ReportRefused, type ReportSources } from './make-report.ts';
import { dueReports } from './report-periods.ts';

/** What somebody asks for. */
export interface ReportRequest extends Span {
  readonly kind: ReportKind;
  readonly language: Language;
  readonly by: string;
  readonly at: number;
  /** What it is about; null: everything. */
  readonly part: Part | null;
}

/** Reports by the day, the month and on demand, made from the figures and kept as they were made. */
export interface Reports {
  /** Makes and keeps one. `busy`: as many as may be are being made. */
  make(request: ReportRequest): Promise<Report | { readonly refused: 'away' | 'tooLong' | 'busy' }>;
  /** Makes what the clock owes and nobody made: once for each period, also after restarts. Never rejects. */
  catchUp(now: number): Promise<void>;
  /** Null where there is none. Throws while the database is away. */
  find(id: string): Promise<Report | null>;
  /** Newest first. Throws while the database is away. */
  list(limit: number): Promise<readonly ReportHead[]>;
}

export function createReports(options: {
  readonly database: Pick<Database, 'kysely' | 'isAvailable' | 'persist'>;
  readonly sources: ReportSources;
  readonly timeZone: () => string;
  readonly log: Logger;
}): Reports {
  const { database, sources, timeZone, log } = options;
  let making = 0;
  let catchingUp: Promise<void> | null = null;

  async function save(report: Report, scheduledFor: string | null): Promise<void> {
    const { id, kind, from, to, language, madeAt, madeBy, areas, content } = report;
    await database.persist('save a report', () =>
      database.kysely
        .insertInto('reports')
        .values({
          id,
          kind,
          from_time: new Date(from),
          to_time: new Date(to),
          language,
          made_at: new Date(madeAt),
          made_by: madeBy,
          areas: [...areas],
          scheduled_for: scheduledFor,
          content: JSON.stringify(content).replaceAll('\\u0000', '\uFFFD'),
        })
        // Another process was quicker, or the write is repeated after an outage.
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  }

  async function build({ kind, from, to, language, by, at, part }: ReportRequest): Promise<Report> {
    const content = await makeReport({ from, to, part }, sources, at);
    const areas = part?.areas ?? [];
    return { id: randomUUID(), kind, from, to, language, madeAt: at, madeBy: by, areas, content };
  }

  async function make(request: ReportRequest): ReturnType<Reports['make']> {
    if (!database.isAvailable()) return { refused: 'away' };
    if (request.to - request.from > reportLimits.days_max * 86_400_000) return { refused: 'tooLong' };
    if (making >= reportLimits.atOnce_max) return { refused: 'busy' };
    making += 1;
    try {
      const report = await build(request);
      await save(report, null);
      return report;
    } catch (error) {
      if (error instanceof ReportRefused) return { refused: error.reason };
      throw error;
    } finally {
      making -= 1;
    }
  }

  async function makeDue(now: number): Promise<void> {
    const { created_at } = await database.kysely
      .selectFrom('installation')
      .select('created_at')
      .executeTakeFirstOrThrow();
    const due = dueReports(now, timeZone(), created_at.getTime());
    const names = due.map(({ scheduledFor }) => scheduledFor);
    const made = await database.kysely
      .selectFrom('reports')
      .select('scheduled_for')
      .where('scheduled_for', 'in', ['', ...names])
      .execute();
    const known = new Set(made.map((row) => row.scheduled_for));
    for (const { scheduledFor, ...period } of due) {
      if (known.has(scheduledFor)) continue;
      await save(await build({ ...period, language: 'zh', by: 'clock', at: now, part: null }), scheduledFor);
      log.info({ report: scheduledFor }, 'report made');
    }
  }

  return {
    make,
    async catchUp(now) {
      if (!database.isAvailable()) return;
      catchingUp ??= makeDue(now)
        .catch((error: unknown) => log.warn({ err: error }, 'reports could not be made; tried again later'))
        .finally(() => {
          catchingUp = null;
        });
      await catchingUp;
    },
    async find(id) {
      const row = await database.kysely
        .selectFrom('reports')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : { ...toHead(row), content: row.content };
    },
    async list(limit) {
      const rows = await database.kysely
        .selectFrom('reports')
        .select(['id', 'kind', 'from_time', 'to_time', 'language', 'made_at', 'made_by', 'areas'])
        .orderBy('made_at', 'desc')
        .orderBy('id', 'desc')
        .limit(Math.min(limit, reportLimits.page_max))
        .execute();
      return rows.map(toHead);
    },
  };
}

function toHead(row: {
  readonly id: string;
  readonly kind: ReportKind;
  readonly from_time: Date;
  readonly to_time: Date;
  readonly language: Language;
  readonly made_at: Date;
  readonly made_by: string;
  readonly areas: readonly string[];
}): ReportHead {
  return {
    id: row.id,
    kind: row.kind,
    from: row.from_time.getTime(),
    to: row.to_time.getTime(),
    language: row.language,
    madeAt: row.made_at.getTime(),
    madeBy: row.made_by,
    areas: row.areas,
  };
}
