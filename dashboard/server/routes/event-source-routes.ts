import { Type } from 'typebox';
import type { Audit } from '../audit/audit.ts';
import { SourceName } from '../case-schemas.ts';
import type { EventSource, EventSources } from '../event-sources.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { Id, Name, problems, Time } from '../schemas.ts';

export interface EventSourceRoutesOptions {
  readonly sources: EventSources;
  readonly audit: Audit;
  readonly now: () => number;
}

const EventSourceSchema = Type.Object({
  id: Id,
  name: Name,
  source: SourceName,
  disabled: Type.Boolean(),
  createdAt: Time,
  createdBy: Type.String(),
});
const Token = Type.String({ description: 'sent as `Authorization: Bearer …`; told only this once' });

/** Which machines outside may report events, for administrators. */
export function eventSourceRoutes(app: Http, { sources, audit, now }: EventSourceRoutesOptions): void {
  app.get(
    '/api/event-sources',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['events'],
        summary: 'Machines outside that may report events',
        response: { 200: Type.Object({ sources: Type.Array(EventSourceSchema) }), ...problems(401, 403) },
      },
    },
    () => ({ sources: sources.all() }),
  );

  app.post(
    '/api/event-sources',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['events'],
        summary: 'Let a machine outside report events; its token is told once',
        body: Type.Object({ id: Id, name: Name, source: SourceName }),
        response: {
          201: Type.Object({ source: EventSourceSchema, token: Token }),
          ...problems(400, 401, 403, 409),
        },
      },
    },
    async ({ body, session, ip }, reply) => {
      if (sources.find(body.id) !== undefined) throw new ProblemError(409, 'id-taken');
      const who = session?.account.username ?? 'nobody';
      const source: EventSource = { ...body, disabled: false, createdAt: now(), createdBy: who };
      const token = await sources.create(source);
      const detail = { source: source.source };
      audit.write({ at: now(), who, action: 'event source created', target: body.id, detail, address: ip });
      return await reply.code(201).send({ source, token });
    },
  );

  app.patch(
    '/api/event-sources/:id',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['events'],
        summary: 'Change a source, disable it, or make it a new token',
        params: Type.Object({ id: Id }),
        body: Type.Object({
          name: Type.Optional(Name),
          disabled: Type.Optional(Type.Boolean()),
          renewToken: Type.Optional(Type.Boolean()),
        }),
        response: {
          200: Type.Object({ source: EventSourceSchema, token: Type.Optional(Token) }),
          ...problems(400, 401, 403, 404),
        },
      },
    },
    async ({ body: { renewToken = false, ...changes }, params: { id }, session, ip }) => {
      if (sources.find(id) === undefined) throw new ProblemError(404, 'no-such-source');
      const token = await sources.change(id, changes, renewToken);
      const who = session?.account.username ?? 'nobody';
      const detail = { ...changes, renewToken };
      audit.write({ at: now(), who, action: 'event source changed', target: id, detail, address: ip });
      return { source: sources.find(id), ...(token === null ? {} : { token }) };
    },
  );
}
