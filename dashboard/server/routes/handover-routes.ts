import { Type } from 'typebox';
import type { Handover, HandoverAction, HandoverOutcome } from '../../../domain/handover.ts';
import type { Audit } from '../audit/audit.ts';
import type { DashboardHandovers } from '../figure-dependencies.ts';
import { FloodSchema, FigureRowSchema, ShiftSchema } from '../figure-schemas.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { partOf, type Scope } from '../scope.ts';
import { seesMade } from '../seen.ts';
import type { Session } from '../sessions.ts';
import { Language, nullable, problems, Text, Time } from '../schemas.ts';

export interface HandoverRoutesOptions {
  readonly handovers: DashboardHandovers;
  readonly audit: Audit;
  readonly now: () => number;
}

const listOf = (what: string) =>
  Type.Object({
    count: Type.Integer(),
    items: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      description: `${what}; the worst first`,
    }),
  });

const SheetSchema = Type.Object({
  shift: ShiftSchema,
  at: Time,
  unacknowledged: listOf('alerts'),
  open: listOf('alerts'),
  shelved: listOf('alerts, with until when and why'),
  suppressed: listOf('alerts'),
  outOfService: listOf('alerts'),
  cases: nullable(listOf('cases, with their deadlines')),
  incidents: nullable(listOf('incidents of the shift')),
  figures: Type.Object({
    from: Time,
    to: Time,
    timeZone: Type.String(),
    total: FigureRowSchema,
    groups: Type.Array(FigureRowSchema),
    floods: Type.Array(FloodSchema),
  }),
  areas: Type.Optional(Type.Array(Type.String(), { description: 'that it is about; none: everywhere' })),
  missing: Type.Array(Text),
});

const HandoverSchema = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  givenBy: Type.String(),
  givenTo: Type.String(),
  givenAt: Time,
  remarks: Type.String(),
  takenBy: nullable(Type.String({ description: 'null: not confirmed yet' })),
  takenAt: nullable(Time),
  takenRemarks: Type.String(),
  sheet: SheetSchema,
});

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Remarks = Type.String({ maxLength: 4_000, default: '' });
const KeyHeader = Type.Object({
  'idempotency-key': Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' }),
});

/** Shift handover (交接班): what the present shift leaves, signing it over, and confirming that it was taken. */
export function handoverRoutes(app: Http, { handovers, audit, now }: HandoverRoutesOptions): void {
  app.get(
    '/api/handover',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['handover'],
        summary: 'What the present shift leaves to the next; or a shift as it was last signed over',
        querystring: Type.Object({
          shift: Type.Optional(
            Type.String({ ...Id, description: 'the shift’s id: as it was last signed over' }),
          ),
        }),
        response: {
          200: Type.Object({ sheet: SheetSchema, handover: nullable(HandoverSchema) }),
          ...problems(400, 401, 404),
        },
      },
    },
    async ({ query: { shift }, scope }) => {
      if (shift === undefined) {
        const sheet = handovers.sheet(now(), partOf(scope));
        const signed = (await ownList(20, scope)).find((one) => one.sheet.shift.from === sheet.shift.from);
        return { sheet, handover: signed ?? null };
      }
      const signed = (await ownList(100, scope)).find((one) => one.sheet.shift.id === shift);
      if (signed === undefined) throw new ProblemError(404, 'no-such-handover');
      return { sheet: signed.sheet, handover: signed };
    },
  );

  app.get(
    '/api/handover/print',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['handover'],
        summary: 'The same as a page to print: the present sheet, or a signed one by its id',
        querystring: Type.Object({ id: Type.Optional(Id), language: Type.Optional(Language) }),
        response: { 200: Type.String({ description: 'HTML' }), ...problems(400, 401, 404) },
      },
    },
    async ({ query: { id, language }, session, scope }, reply) => {
      const handover = id === undefined ? null : await find(id, scope);
      const page = handovers.print(handover?.sheet ?? handovers.sheet(now(), partOf(scope)), {
        handover,
        language: language ?? session?.account.language ?? 'zh',
      });
      return await reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', page.policy)
        .serializer((text: string) => text)
        .send(page.html);
    },
  );

  app.get(
    '/api/handovers',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['handover'],
        summary: 'Signed handovers, newest first',
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) }),
        response: { 200: Type.Object({ handovers: Type.Array(HandoverSchema) }), ...problems(400, 401) },
      },
    },
    async ({ query: { limit }, scope }) => ({
      handovers: (await handovers.list(100))
        .filter(({ sheet }) => seesMade(scope, sheet.areas ?? []))
        .slice(0, limit),
    }),
  );

  app.get(
    '/api/handovers/:id',
    {
      config: { access: 'read', scope: 'handover' },
      schema: {
        tags: ['handover'],
        summary: 'A signed handover',
        params: Type.Object({ id: Id }),
        response: { 200: Type.Object({ handover: HandoverSchema }), ...problems(401, 404) },
      },
    },
    async ({ params: { id }, scope }) => ({ handover: await find(id, scope) }),
  );

  app.post(
    '/api/handover',
    {
      config: { access: 'lead', scope: 'seen' },
      schema: {
        tags: ['handover'],
        summary: 'Signs the present shift over to somebody',
        description:
          'The sheet is kept as it is now. Works without the database. Signing again before it was taken replaces ' +
          'the sheet and the remarks.',
        headers: KeyHeader,
        body: Type.Object({ to: Id, remarks: Remarks }),
        response: { 200: Type.Object({ handover: HandoverSchema }), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async (request) => {
      const { to, remarks } = request.body;
      const at = now();
      const rest = {
        handoverId: null,
        version: 0,
        to,
        remarks,
        sheet: handovers.sheet(at, partOf(request.scope)),
      };
      return await act({ action: 'give', ...actorOf(request), at, ...rest }, request.ip);
    },
  );

  app.post(
    '/api/handovers/:id/take',
    {
      config: { access: 'act', scope: 'handover' },
      schema: {
        tags: ['handover'],
        summary: 'Confirms that the shift was taken over',
        params: Type.Object({ id: Id }),
        headers: KeyHeader,
        body: Type.Object({ version: Type.Integer({ minimum: 1 }), remarks: Remarks }),
        response: {
          200: Type.Object({ handover: HandoverSchema }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async (request) => {
      const { version, remarks } = request.body;
      const rest = { handoverId: request.params.id, version, to: null, remarks, sheet: null };
      return await act({ action: 'take', ...actorOf(request), at: now(), ...rest }, request.ip);
    },
  );

  /** Those of the same part of everything, newest first. */
  async function ownList(limit: number, { areas }: Scope): Promise<readonly Handover[]> {
    const key = areas.join('\n');
    return (await handovers.list(limit)).filter(({ sheet }) => (sheet.areas ?? []).join('\n') === key);
  }

  async function find(id: string, scope: Scope): Promise<Handover> {
    const handover = await handovers.find(id);
    if (handover === null || !seesMade(scope, handover.sheet.areas ?? []))
      throw new ProblemError(404, 'no-such-handover');
    return handover;
  }

  async function act(action: HandoverAction, address: string): Promise<{ readonly handover: Handover }> {
    let result: HandoverOutcome;
    try {
      result = await handovers.act(action);
    } catch (error) {
      app.log.error({ err: error }, 'handover not journalled');
      throw new ProblemError(503, 'not-journalled');
    }
    const { outcome, reason, handover } = result;
    audit.write({
      at: action.at,
      who: action.by,
      action: `handover ${action.action}`,
      target: handover?.id ?? action.handoverId,
      detail: { outcome, to: action.to },
      address,
    });
    if (outcome === 'done' && handover !== null) return { handover };
    const status = { done: 500, unknown: 404, stale: 409, refused: 422 }[outcome];
    const detail = reason === null ? {} : { detail: reason.en };
    throw new ProblemError(status, outcome, { ...detail, extensions: { reason, handover } });
  }
}

interface Asking {
  readonly session: Session | null;
  readonly headers: { readonly 'idempotency-key': string };
}

function actorOf({
  session,
  headers,
}: Asking): Pick<HandoverAction, 'by' | 'role' | 'seat' | 'idempotencyKey'> {
  if (session === null) throw new ProblemError(401, 'not-logged-in');
  const { account, seat } = session;
  const { username: by, role } = account;
  // One person's key must not meet another's.
  return { by, role, seat, idempotencyKey: `${by}:${headers['idempotency-key']}` };
}
