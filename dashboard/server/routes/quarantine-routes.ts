import { sql } from 'kysely';
import { Type } from 'typebox';
import type { QuarantineTable } from '../../../database/schema.ts';
import type { DashboardDatabase, DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { Kind, Limit, nullable, problems, Time } from '../schemas.ts';
import type { Scope } from '../scope.ts';

/** Bytes of a payload told in the list: enough to see what is wrong with it. */
const payloadShownBytes = 2_048;
/** Bytes of one message's payload told at most: more than any device may send at once by MQTT is never needed. */
const payloadToldBytes = 65_536;
/** Devices told with their counts; the rest is in the total. */
const devicesCountedMax = 50;

const Code = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
const messageProperties = {
  id: Type.String(),
  receivedAt: Time,
  deviceId: nullable(Type.String()),
  kind: nullable(Kind),
  topic: Type.String(),
  payloadBytes: Type.Integer(),
  code: Type.String({ description: 'the first thing that was wrong' }),
  detail: Type.String({ description: 'everything that was wrong, a line each: the code, a colon, words' }),
};
const filterProperties = {
  device: Type.Optional(Type.String({ maxLength: 64 })),
  code: Type.Optional(Code),
  from: Type.Optional(Time),
};

interface Asked {
  readonly device?: string | undefined;
  readonly code?: string | undefined;
  readonly from?: number | undefined;
}

/** Messages that could not be read, for those who mend devices. */
export function quarantineRoutes(
  app: Http,
  {
    database,
    fleet,
  }: { readonly database: DashboardDatabase; readonly fleet: Pick<DashboardFleet, 'devices'> },
): void {
  function wanted({ device, code, from }: Asked, scope: Scope) {
    if (!database.isAvailable()) throw new ProblemError(503, 'database-away');
    let select = database.kysely.selectFrom('quarantine');
    if (!scope.isEverywhere) {
      const own = fleet.devices().filter(({ siteId }) => scope.seesSite(siteId));
      // One list, however many there are: a place-holder for each would be too many.
      select = select.where(sql<boolean>`device_id = any(${own.map(({ id }) => id)}::text[])`);
    }
    if (device !== undefined) select = select.where('device_id', '=', device);
    if (code !== undefined) select = select.where('code', '=', code);
    if (from !== undefined) select = select.where('received_at', '>=', new Date(from));
    return select;
  }

  app.get(
    '/api/quarantine',
    {
      config: { access: 'inspect', scope: 'seen' },
      schema: {
        tags: ['devices'],
        summary: 'Messages that could not be read, newest first',
        querystring: Type.Object({
          ...filterProperties,
          limit: Limit,
          cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
        }),
        response: {
          200: Type.Object({
            messages: Type.Array(
              Type.Object({
                ...messageProperties,
                payloadText: Type.String({ description: `the first ${payloadShownBytes} bytes as UTF-8` }),
              }),
            ),
            nextCursor: nullable(Type.String()),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async ({ query: { limit, cursor, ...filter }, scope }) => {
      let select = wanted(filter, scope)
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (cursor !== undefined) select = select.where('id', '<', cursor);
      const rows = await select.execute();
      const messages = rows.slice(0, limit).map((row) => ({
        ...toHead(row),
        payloadText: row.payload.subarray(0, payloadShownBytes).toString('utf8'),
      }));
      return { messages, nextCursor: rows.length > limit ? (messages.at(-1)?.id ?? null) : null };
    },
  );

  app.get(
    '/api/quarantine/counts',
    {
      config: { access: 'inspect', scope: 'seen' },
      schema: {
        tags: ['devices'],
        summary: 'How many messages could not be read, by what was wrong and by device',
        querystring: Type.Object(filterProperties),
        response: {
          200: Type.Object({
            total: Type.Integer(),
            byCode: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() })),
            byDevice: Type.Array(
              Type.Object({ deviceId: nullable(Type.String()), count: Type.Integer(), lastAt: Time }),
              { description: `the worst ${devicesCountedMax}` },
            ),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async ({ query, scope }) => {
      const count = sql<number>`count(*)::int`.as('count');
      // Each count leaves its own filter out: what else there is to choose has to be seen.
      const [total, byCode, byDevice] = await Promise.all([
        wanted(query, scope).select(count).executeTakeFirstOrThrow(),
        wanted({ ...query, code: undefined }, scope)
          .select(['code', count])
          .groupBy('code')
          .orderBy('count', 'desc')
          .execute(),
        wanted({ ...query, device: undefined }, scope)
          .select((eb) => ['device_id', count, eb.fn.max('received_at').as('last_at')])
          .groupBy('device_id')
          .orderBy('count', 'desc')
          .limit(devicesCountedMax)
          .execute(),
      ]);
      return {
        total: total.count,
        byCode,
        byDevice: byDevice.map((row) => ({
          deviceId: row.device_id,
          count: row.count,
          lastAt: row.last_at.getTime(),
        })),
      };
    },
  );

  app.get(
    '/api/quarantine/:id',
    {
      config: { access: 'inspect', scope: 'seen' },
      schema: {
        tags: ['devices'],
        summary: 'A message that could not be read, as it came',
        params: Type.Object({ id: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
        response: {
          200: Type.Object({
            ...messageProperties,
            payloadBase64: Type.String({ description: `its first ${payloadToldBytes} bytes` }),
          }),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async ({ params: { id }, scope }) => {
      const row = await wanted({}, scope).selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw new ProblemError(404, 'no-such-message');
      return {
        ...toHead(row),
        payloadBase64: row.payload.subarray(0, payloadToldBytes).toString('base64'),
      };
    },
  );
}

function toHead(row: Omit<QuarantineTable, 'id' | 'journal_offset'> & { readonly id: string }) {
  return {
    id: row.id,
    receivedAt: row.received_at.getTime(),
    deviceId: row.device_id,
    kind: row.kind,
    topic: row.topic,
    payloadBytes: row.payload.length,
    code: row.code,
    detail: row.detail,
  };
}
