import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Audit } from '../audit/audit.ts';
import { checkAudit, readAudit } from '../audit/check.ts';
import { searchAudit, type AuditQuery, type AuditRow } from '../audit/search.ts';
import type { DashboardDatabase } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { Limit, nullable, NullableTime, oneOf, problems, Time } from '../schemas.ts';

export interface AuditRoutesOptions {
  readonly database: DashboardDatabase;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const filters = {
  who: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  action: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'a part of its words' })),
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  refused: Type.Optional(Type.Boolean({ description: 'only what was refused' })),
};

const EntrySchema = Type.Object({
  id: Type.String(),
  at: Time,
  who: Type.String({ description: '`nobody` when nobody was logged in' }),
  action: Type.String(),
  target: nullable(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
  address: nullable(Type.String()),
});

const exportPageRows = 1_000;
const csvColumns = ['at', 'who', 'action', 'target', 'address', 'detail'] as const;

/** Who did what, and what was refused, for administrators. */
export function auditRoutes(app: Http, { database, audit, limits, now }: AuditRoutesOptions): void {
  function present(): DashboardDatabase['kysely'] {
    if (!database.isAvailable()) throw new ProblemError(503, 'database-away');
    return database.kysely;
  }

  app.get(
    '/api/audit',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['audit'],
        summary: 'Who did what, and what was refused, newest first',
        querystring: Type.Object({
          ...filters,
          limit: Limit,
          cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
        }),
        response: {
          200: Type.Object({
            entries: Type.Array(EntrySchema),
            nextCursor: nullable(Type.String()),
            waiting: Type.Integer({ description: 'on disk, not in the database yet' }),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async ({ query: { limit, cursor, ...query } }) => {
      const found = await searchAudit(present(), query, { limit: limit + 1, before: cursor });
      const entries = found.slice(0, limit);
      const nextCursor = found.length > limit ? (entries.at(-1)?.id ?? null) : null;
      return { entries, nextCursor, waiting: audit.waiting() };
    },
  );

  app.get(
    '/api/audit/export',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['audit'],
        summary: 'The same as a file',
        querystring: Type.Object(filters),
        response: { 200: Type.String(), ...problems(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      const kysely = present();
      const who = request.session?.account.username ?? 'nobody';
      const detail = { ...request.query };
      audit.write({ at: now(), who, action: 'audit exported', target: null, detail, address: request.ip });
      void reply.serializer((text: string) => text);
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit.csv"')
        .header('cache-control', 'no-store')
        .send(Readable.from(toCsv(kysely, request.query, limits.auditExportRowsMax)));
    },
  );

  app.get(
    '/api/audit/check',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['audit'],
        summary: 'Whether an entry was changed or taken away since it was written',
        response: {
          200: Type.Object({
            entries: Type.Integer(),
            chains: Type.Integer({ description: 'one for each start of the service' }),
            unchained: Type.Integer({ description: 'from before there were chains' }),
            since: NullableTime,
            faults: Type.Integer(),
            first: Type.Array(
              Type.Object({
                fault: oneOf(['changed', 'missing', 'cut']),
                chain: Type.String(),
                seq: Type.Integer(),
                at: NullableTime,
              }),
            ),
          }),
          ...problems(401, 403, 503),
        },
      },
    },
    async () => {
      const kysely = present();
      // What waits is not there yet, and what comes while it is read may or may not be.
      const head = audit.waiting() === 0 ? audit.head() : null;
      return await checkAudit(readAudit(kysely), head);
    },
  );
}

async function* toCsv(
  kysely: DashboardDatabase['kysely'],
  query: AuditQuery,
  rowsMax: number,
): AsyncGenerator<string> {
  yield `\uFEFF${csvColumns.join(',')}\r\n`;
  let before: string | undefined;
  for (let rows = 0; rows < rowsMax; rows += exportPageRows) {
    const page = await searchAudit(kysely, query, { limit: exportPageRows, before });
    yield page.map(toCsvRow).join('');
    if (page.length < exportPageRows) return;
    before = page.at(-1)?.id;
  }
  yield `,,"${rowsMax} entries; there are more: export a shorter time",,,\r\n`;
}

function toCsvRow({ at, who, action, target, address, detail }: AuditRow): string {
  const cells = [
    new Date(at).toISOString(),
    who,
    action,
    target ?? '',
    address ?? '',
    JSON.stringify(detail),
  ];
  return `${cells.map(toCell).join(',')}\r\n`;
}

/** A spreadsheet takes what begins with one of these signs for a formula, and runs it. */
function toCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
