import { Type } from 'typebox';
import { reportKinds, type Report } from '../../../domain/report.ts';
import type { Audit } from '../audit/audit.ts';
import type { DashboardReports } from '../figure-dependencies.ts';
import { DetectorSchema, FigureRowSchema, FloodSchema } from '../figure-schemas.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { Language, nullable, oneOf, problems, Text, Time } from '../schemas.ts';
import { partOf } from '../scope.ts';
import { seesMade } from '../seen.ts';

export interface ReportRoutesOptions {
  readonly reports: DashboardReports;
  readonly audit: Audit;
  readonly now: () => number;
}

const headProperties = {
  id: Type.String(),
  kind: oneOf(reportKinds),
  from: Time,
  to: Time,
  language: Language,
  madeAt: Time,
  madeBy: Type.String({ description: '`clock` where nobody asked for it' }),
  areas: Type.Array(Type.String(), {
    description: 'that it is about, with what lies below; none: everywhere',
  }),
};

const rows = Type.Array(FigureRowSchema);
const ReportSchema = Type.Object({
  ...headProperties,
  content: Type.Object({
    format: Type.Integer(),
    timeZone: Type.String(),
    total: FigureRowSchema,
    before: nullable(FigureRowSchema),
    days: rows,
    seats: rows,
    shifts: rows,
    areas: rows,
    kinds: rows,
    rules: rows,
    detectors: Type.Array(DetectorSchema),
    floods: Type.Array(FloodSchema),
    forecasts: Type.Array(
      Type.Object({
        ruleId: Type.String(),
        count: Type.Integer(),
        cameTrue: Type.Integer(),
        medianLead_s: nullable(Type.Number()),
      }),
    ),
    silences: Type.Array(Type.Object({ deviceId: Type.String(), place: Text, since: Time })),
    channels: nullable(
      Type.Array(Type.Object({ channelId: Type.String(), sent: Type.Integer(), failed: Type.Integer() })),
    ),
    missing: Type.Array(Text),
  }),
});

/** The newest reports among which those of somebody's areas are looked for. */
const reportsLookedAt_max = 1_000;

const refusals = {
  away: [503, 'database-away', 'Reports are made from the database, which is away.'],
  tooLong: [422, 'period-too-long', 'The period is too long for one report.'],
  busy: [503, 'busy', 'Other reports are being made.'],
} as const;

/** Reports: by the day and month from the clock, of any period on demand; as numbers, as a page, as a table. */
export function reportRoutes(app: Http, { reports, audit, now }: ReportRoutesOptions): void {
  app.get(
    '/api/reports',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['reports'],
        summary: 'Reports that were made, newest first',
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) }),
        response: {
          200: Type.Object({ reports: Type.Array(Type.Object(headProperties)) }),
          ...problems(400, 401, 503),
        },
      },
    },
    async ({ query: { limit }, scope }) => ({
      reports: (await reports.list(scope.isEverywhere ? limit : reportsLookedAt_max))
        .filter(({ areas }) => seesMade(scope, areas))
        .slice(0, limit),
    }),
  );

  app.get(
    '/api/reports/:id',
    {
      config: { access: 'read', scope: 'report' },
      schema: {
        tags: ['reports'],
        summary:
          'A report: `json`, `html` (A4, printable), or `csv` (a row for each day, seat, shift, area, …)',
        params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) }),
        querystring: Type.Object({
          format: Type.Optional(oneOf(['json', 'html', 'csv'])),
          language: Type.Optional(Language),
        }),
        response: { 200: ReportSchema, ...problems(400, 401, 404, 503) },
      },
    },
    async ({ params: { id }, query: { format = 'json', language } }, reply) => {
      const report = await find(id);
      if (format === 'json') return await reply.send(report);
      const inLanguage = language ?? report.language;
      void reply.serializer((text: string) => text);
      if (format === 'csv') {
        return await reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="report-${id}.csv"`)
          .send(reports.toCsv(report, inLanguage));
      }
      const { html, policy } = reports.print(report, inLanguage);
      return await reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', policy)
        .send(html);
    },
  );

  app.post(
    '/api/reports',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['reports'],
        summary: 'Makes a report of a period now, and keeps it',
        description: 'May take some seconds for months of hundreds of thousands of alerts.',
        body: Type.Object({
          kind: oneOf(reportKinds),
          period: Type.Object({ from: Time, to: Time }),
          language: Type.Optional(Language),
        }),
        response: { 201: ReportSchema, ...problems(400, 401, 422, 503) },
      },
    },
    async (request, reply) => {
      const { session } = request;
      if (session === null) throw new ProblemError(401, 'not-logged-in');
      const { kind, period, language } = request.body;
      if (period.from >= period.to) throw new ProblemError(400, 'empty-period');
      const { username: by, language: own } = session.account;
      const at = now();
      const part = partOf(request.scope);
      const report = await reports.make({ kind, ...period, language: language ?? own, by, at, part });
      if ('refused' in report) {
        const [status, code, detail] = refusals[report.refused];
        throw new ProblemError(status, code, { detail });
      }
      audit.write({
        at,
        who: by,
        action: 'report',
        target: report.id,
        detail: { kind, ...period },
        address: request.ip,
      });
      return await reply.code(201).send(report);
    },
  );

  async function find(id: string): Promise<Report> {
    const report = await reports.find(id);
    if (report === null) throw new ProblemError(404, 'no-such-report');
    return report;
  }
}
