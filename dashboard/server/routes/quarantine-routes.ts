import { Type } from 'typebox';
import type { DashboardDatabase } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { Kind, Limit, nullable, problems, Time } from '../schemas.ts';

/** Bytes of a payload told in the list: enough to see what is wrong with it. */
const payloadShownBytes = 2_048;

/** Messages that could not be read, for those who mend devices. */
export function quarantineRoutes(app: Http, database: DashboardDatabase): void {
  app.get(
    '/api/quarantine',
    {
      config: { access: 'inspect' },
      schema: {
        tags: ['devices'],
        summary: 'Messages that could not be read, newest first',
        querystring: Type.Object({
          device: Type.Optional(Type.String({ maxLength: 64 })),
          limit: Limit,
          cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
        }),
        response: {
          200: Type.Object({
            messages: Type.Array(
              Type.Object({
                id: Type.String(),
                receivedAt: Time,
                deviceId: nullable(Type.String()),
                kind: nullable(Kind),
                topic: Type.String(),
                payloadBytes: Type.Integer(),
                payloadText: Type.String({ description: `the first ${payloadShownBytes} bytes as UTF-8` }),
                code: Type.String(),
                detail: Type.String(),
              }),
            ),
            nextCursor: nullable(Type.String()),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async ({ query: { device, limit, cursor } }) => {
      if (!database.isAvailable()) throw new ProblemError(503, 'database-away');
      let select = database.kysely
        .selectFrom('quarantine')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (device !== undefined) select = select.where('device_id', '=', device);
      if (cursor !== undefined) select = select.where('id', '<', cursor);
      const rows = await select.execute();
      const messages = rows.slice(0, limit).map((row) => ({
        id: row.id,
        receivedAt: row.received_at.getTime(),
        deviceId: row.device_id,
        kind: row.kind,
        topic: row.topic,
        payloadBytes: row.payload.length,
        payloadText: row.payload.subarray(0, payloadShownBytes).toString('utf8'),
        code: row.code,
        detail: row.detail,
      }));
      return { messages, nextCursor: rows.length > limit ? (messages.at(-1)?.id ?? null) : null };
    },
  );
}
