import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { deviceFactsOf } from '../../../domain/device-facts.ts';
import { findMetric } from '../../../domain/kinds.ts';
import type { AlertViews } from '../alert-view.ts';
import type { Audit } from '../audit/audit.ts';
import { acceptCsv, ImportQuery, itemsOf, previewOf, PreviewSchema, readImport } from '../csv-import.ts';
import type {
  DashboardAlerts,
  DashboardDatabase,
  DashboardFleet,
  DashboardOptions,
} from '../dependencies.ts';
import { deviceColumns, type ImportedDevice } from '../device-columns.ts';
import { deviceOrders, inOrder, pageOf } from '../device-order.ts';
import { DeviceFactsSchema, DeviceSchema } from '../device-schemas.ts';
import type { DeviceViews } from '../device-view.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Places } from '../place.ts';
import { ProblemError } from '../problem.ts';
import {
  AlertSchema,
  Cursor,
  Id,
  IdParams,
  Kind,
  Limit,
  Name,
  nullable,
  oneOf,
  problems,
} from '../schemas.ts';
import { Time } from '../schemas.ts';
import { fleetOf } from '../scoped-fleet.ts';
import { elsewhere, refuseNowhere } from '../refuse-elsewhere.ts';
import { disabling } from '../two-persons/disabling.ts';

export interface DeviceRoutesOptions {
  readonly fleet: DashboardFleet;
  readonly alerts: DashboardAlerts;
  readonly database: DashboardDatabase;
  readonly views: DeviceViews;
  readonly alertViews: AlertViews;
  readonly places: Places;
  readonly readSeries: DashboardOptions['readSeries'];
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

/** Devices: finding them, their readings, and adding new ones. */
export function deviceRoutes(app: Http, options: DeviceRoutesOptions): void {
  readRoutes(app, options);
  readingRoutes(app, options);
  manageRoutes(app, options);
}

function readRoutes(
  app: Http,
  { fleet, alerts, database, views, alertViews, places, limits }: DeviceRoutesOptions,
): void {
  app.get(
    '/api/devices',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['devices'],
        summary: 'Devices by id',
        querystring: Type.Object({
          kind: Type.Optional(Kind),
          state: Type.Optional(oneOf(['online', 'offline', 'unknown', 'silent', 'alert'])),
          site: Type.Optional(Type.String({ maxLength: 64 })),
          unplaced: Type.Optional(Type.Boolean({ description: 'true: only those that hang in no site yet' })),
          q: Type.Optional(Type.String({ maxLength: 100, description: 'part of the id, name or place' })),
          sort: Type.Optional(oneOf(deviceOrders)),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({
            devices: Type.Array(DeviceSchema),
            total: Type.Integer({ description: 'matching devices on all pages' }),
            nextCursor: nullable(Type.String()),
          }),
          ...problems(400, 401),
        },
      },
    },
    (request) => {
      const { kind, state, site, unplaced, q, sort = 'id', limit, cursor } = request.query;
      const words = q?.trim().toLowerCase() ?? '';
      const chosen = fleetOf(request, fleet)
        .devices()
        .filter((device) => kind === undefined || device.kind === kind)
        .filter((device) => site === undefined || device.siteId === site)
        .filter((device) => unplaced !== true || device.siteId === null)
        .filter((device) => {
          if (words === '') return true;
          const place = places.of(device.id);
          return `${device.id} ${place.zh} ${place.en}`.toLowerCase().includes(words);
        });
      const matching = views.of(chosen).filter((view) => {
        if (state === undefined) return true;
        if (state === 'alert') return view.openAlerts > 0;
        if (state === 'silent') return view.state !== 'online' && !view.disabled;
        return view.state === state;
      });
      const { devices, nextCursor } = pageOf(inOrder(matching, sort), { order: sort, limit, cursor });
      return { devices, total: matching.length, nextCursor };
    },
  );

  app.get(
    '/api/devices/:id',
    {
      config: { access: 'read', scope: 'device' },
      schema: {
        tags: ['devices'],
        summary: 'A device with its latest values and its alerts, newest first',
        params: IdParams,
        response: {
          200: Type.Object({
            device: DeviceSchema,
            alerts: Type.Array(AlertSchema),
            historyComplete: Type.Boolean({ description: 'false while the database is away' }),
          }),
          ...problems(401, 404),
        },
      },
    },
    async ({ params: { id } }) => {
      const device = fleet.device(id);
      const [view] = device === undefined ? [] : views.of([device]);
      if (view === undefined) throw new ProblemError(404, 'no-such-device');
      const historyComplete = database.isAvailable();
      const page = await alerts.search({ state: 'all', deviceId: id, limit: limits.deviceAlertsMax });
      return { device: view, alerts: await alertViews.pastAlerts(page.alerts), historyComplete };
    },
  );
}

function readingRoutes(app: Http, { fleet, readSeries, limits, now }: DeviceRoutesOptions): void {
  const Point = nullable(Type.Number());
  app.get(
    '/api/devices/:id/readings',
    {
      config: { access: 'read', scope: 'device' },
      schema: {
        tags: ['devices'],
        summary: "A metric's course, in a resolution that fits `points`",
        params: IdParams,
        querystring: Type.Object({
          metric: Type.String({ minLength: 1, maxLength: 100 }),
          from: Type.Optional(Type.Integer({ description: 'ms since 1970; a day ago when left out' })),
          to: Type.Optional(Type.Integer({ description: 'ms since 1970; now when left out' })),
          points: Type.Integer({ minimum: 2, maximum: limits.seriesPointsMax, default: 1_000 }),
        }),
        response: {
          200: Type.Object({
            metric: Type.String(),
            unit: Type.String(),
            resolution: oneOf(['raw', '1m', '1h']),
            points: Type.Array(Type.Object({ time: Time, min: Point, avg: Point, max: Point })),
          }),
          ...problems(400, 401, 404, 503),
        },
      },
    },
    async ({ params: { id }, query }) => {
      const device = fleet.device(id);
      if (device === undefined) throw new ProblemError(404, 'no-such-device');
      const metric = findMetric(device.kind, query.metric);
      if (metric === undefined) throw new ProblemError(404, 'no-such-metric');
      const to = query.to ?? now();
      const from = query.from ?? to - 86_400_000;
      if (from >= to) throw new ProblemError(400, 'empty-range', { detail: '`from` must be before `to`.' });
      const { points } = query;
      const series = await readSeries({
        kind: device.kind,
        deviceId: id,
        metric: metric.name,
        from,
        to,
        points,
      });
      return { metric: metric.name, unit: metric.unit, ...series };
    },
  );
}

function manageRoutes(app: Http, { fleet, audit, limits, now }: DeviceRoutesOptions): void {
  function record(request: FastifyRequest, action: string, detail: Record<string, unknown>): void {
    const who = request.session?.account.username ?? 'nobody';
    audit.write({ at: now(), who, action, target: null, detail, address: request.ip });
  }

  app.post(
    '/api/devices',
    {
      config: { access: 'manage', scope: 'seen' },
      schema: {
        tags: ['devices'],
        summary: 'Add a device: its secret is told once',
        body: Type.Object({
          id: Id,
          kind: Kind,
          siteId: Type.Optional(nullable(Id)),
          name: Type.Optional(nullable(Name)),
          ...DeviceFactsSchema.properties,
        }),
        response: {
          201: Type.Object({ device: Type.Unknown(), secret: Type.String() }),
          ...problems(400, 401, 403, 409, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { id, kind, siteId = null, name = null } = request.body;
      const facts = deviceFactsOf(request.body);
      if (fleet.device(id) !== undefined) throw new ProblemError(409, 'device-exists');
      refuseNowhere(request, siteId);
      if (siteId !== null && fleetOf(request, fleet).site(siteId) === undefined)
        throw new ProblemError(422, 'no-such-site');
      const created = await fleet.createDevice({ id, kind, siteId, name, ...facts });
      record(request, 'device created', { id, kind, siteId, ...facts });
      return await reply.code(201).header('cache-control', 'no-store').send(created);
    },
  );

  app.patch(
    '/api/devices/:id',
    {
      config: { access: 'manage', scope: 'device', twoPersons: disabling },
      schema: {
        tags: ['devices'],
        summary: 'Place a device at a site, name it, tell what else is known of it',
        description: 'What is left out stays; null says that nobody knows.',
        params: IdParams,
        body: Type.Object(
          {
            siteId: Type.Optional(nullable(Id)),
            name: Type.Optional(nullable(Name)),
            disabled: Type.Optional(Type.Boolean({ description: 'it is no longer let in, and shown out' })),
            ...DeviceFactsSchema.properties,
          },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: { 204: Type.Null(), ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const change = request.body;
      const { siteId = null } = change;
      if (fleet.device(id) === undefined) throw new ProblemError(404, 'no-such-device');
      if (change.siteId !== undefined) refuseNowhere(request, siteId);
      if (siteId !== null && fleetOf(request, fleet).site(siteId) === undefined) {
        throw new ProblemError(422, 'no-such-site');
      }
      await fleet.changeDevice(id, change);
      record(request, 'device changed', { id, ...change });
      return await reply.code(204).send();
    },
  );

  app.register(async (csv: Http) => {
    acceptCsv(csv, limits);
    csv.post(
      '/api/devices/import',
      {
        config: { access: 'manage', scope: 'seen' },
        bodyLimit: limits.importBytesMax,
        schema: {
          tags: ['devices'],
          summary:
            'Add devices from CSV: id, kind; optional site_id, name, gateway_id, feeder_id, installed_on, inspection_due_on, calibrated_on, end_of_life_on, maintainer',
          description:
            'All or nothing: with an error in any row, every error is told and nothing is added. Devices that are ' +
            'there are an error, or with `existing=change` are changed in what the file has columns for.',
          consumes: ['text/csv'],
          querystring: Type.Object({
            ...ImportQuery.properties,
            existing: Type.Unsafe<'refuse' | 'change'>(
              Type.String({ enum: ['refuse', 'change'], default: 'refuse' }),
            ),
          }),
          response: { 200: PreviewSchema, 201: Type.Unknown(), ...problems(401, 403, 413, 415, 422, 503) },
        },
      },
      async (request, reply) => {
        const { dryRun, existing } = request.query;
        const seen = fleetOf(request, fleet);
        const columns = deviceColumns(seen, { changesExisting: existing === 'change' });
        const read = readImport<ImportedDevice>(request, columns, limits);
        for (const { item } of read.items) {
          if (fleet.device(item.id) !== undefined && seen.device(item.id) === undefined) throw elsewhere();
          // A new one has to be placed; one that is there stays where it is unless the file says so.
          if (item.siteId !== undefined || seen.device(item.id) === undefined) {
            refuseNowhere(request, item.siteId ?? null);
          }
        }
        if (dryRun) return await reply.code(200).send(previewOf(read, columns, limits));
        const items = itemsOf(read, limits);
        const { created, changed } = await fleet.importDevices(items);
        record(request, 'devices imported', { count: created.length, changed });
        return await reply.code(201).header('cache-control', 'no-store').send({ created, changed });
      },
    );
  });
}
