// The rule is about Express; Fastify awaits its handlers and catches what they throw.
/* oxlint-disable oxc/no-async-endpoint-handlers */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Area, Site } from '../../../domain/area.ts';
import { readBoundary } from '../../../domain/boundary.ts';
import type { Audit } from '../audit/audit.ts';
import { datums } from '../boundary-import.ts';
import { acceptCsv, ImportQuery, itemsOf, previewOf, PreviewSchema, readImport } from '../csv-import.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { areaColumns, siteColumns, whyNotParent } from '../place-columns.ts';
import { ProblemError } from '../problem.ts';
import { refuseForeignArea } from '../refuse-elsewhere.ts';
import { fleetOf } from '../scoped-fleet.ts';
import { Cursor, Id, Level, Limit, Name, nullable, oneOf, problems } from '../schemas.ts';

export interface PlaceRoutesOptions {
  readonly fleet: DashboardFleet;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const AreaSchema = Type.Object({
  code: Id,
  level: Level,
  parentCode: nullable(Id),
  nameZh: Name,
  nameEn: Name,
});

const SentAreaSchema = Type.Object({
  ...AreaSchema.properties,
  boundary: Type.Optional(
    Type.Unsafe<unknown>(
      nullable(
        Type.Object(
          { type: oneOf(['Polygon', 'MultiPolygon']), coordinates: Type.Array(Type.Unknown()) },
          { description: 'GeoJSON, WGS 84; left out, it stays; null takes it away' },
        ),
      ),
    ),
  ),
});

const SiteSchema = Type.Object({
  id: Id,
  areaCode: nullable(Id),
  nameZh: Name,
  nameEn: Name,
  longitude_deg: nullable(Type.Number({ minimum: -180, maximum: 180 })),
  latitude_deg: nullable(Type.Number({ minimum: -90, maximum: 90 })),
});

/** Areas and sites: listing, adding or changing one, importing many. */
export function placeRoutes(app: Http, options: PlaceRoutesOptions): void {
  areaRoutes(app, options);
  siteRoutes(app, options);
  app.register(async (csv: Http) => {
    acceptCsv(csv, options.limits);
    importRoutes(csv, options);
  });
}

function areaRoutes(app: Http, { fleet, audit, now }: PlaceRoutesOptions): void {
  app.get(
    '/api/areas',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['places'],
        summary:
          'Areas, district to building; of whoever is limited to some: those, what lies below and above',
        response: { 200: Type.Object({ areas: Type.Array(AreaSchema) }), ...problems(401) },
      },
    },
    // Without their outlines, which the map has: most who ask want the tree.
    (request) => ({
      areas: fleetOf(request, fleet)
        .areas()
        .map(({ code, level, parentCode, nameZh, nameEn }) => ({
          code,
          level,
          parentCode,
          nameZh,
          nameEn,
        })),
    }),
  );

  app.post(
    '/api/areas',
    {
      config: { access: 'manage', scope: 'seen' },
      schema: {
        tags: ['places'],
        summary: 'Add or change an area',
        body: SentAreaSchema,
        response: { 200: Type.Object({ area: SentAreaSchema }), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async (request) => {
      const {
        body: { boundary: sent, ...plain },
        session,
        ip,
      } = request;
      refuseForeign(request, plain, { fleet });
      const boundary = sent === undefined || sent === null ? sent : readBoundary(sent);
      if (typeof boundary === 'string') throw new ProblemError(422, 'bad-boundary', { detail: boundary });
      const body: Area = boundary === undefined ? plain : { ...plain, boundary };
      const all = new Map(fleet.areas().map((area) => [area.code, area]));
      const fault = whyNotParent(body, all.set(body.code, body));
      if (fault !== null) {
        const errors = [{ code: body.code, message: fault.en, words: fault }];
        throw new ProblemError(422, 'bad-parent', { detail: fault.en, extensions: { errors } });
      }
      await fleet.upsertAreas([body]);
      const who = session?.account.username ?? 'nobody';
      audit.write({ at: now(), who, action: 'area saved', target: body.code, detail: {}, address: ip });
      return { area: body };
    },
  );
}

function siteRoutes(app: Http, { fleet, audit, now }: PlaceRoutesOptions): void {
  app.get(
    '/api/sites',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['places'],
        summary: 'Sites by id',
        querystring: Type.Object({
          area: Type.Optional(Type.String({ maxLength: 64 })),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({ sites: Type.Array(SiteSchema), nextCursor: nullable(Type.String()) }),
          ...problems(400, 401),
        },
      },
    },
    (request) => {
      const { area, limit, cursor } = request.query;
      const rest = fleetOf(request, fleet)
        .sites()
        .filter((site) => area === undefined || site.areaCode === area)
        .filter((site) => cursor === undefined || site.id > cursor)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const sites = rest.slice(0, limit);
      return { sites, nextCursor: rest.length > sites.length ? (sites.at(-1)?.id ?? null) : null };
    },
  );

  app.post(
    '/api/sites',
    {
      config: { access: 'manage', scope: 'seen' },
      schema: {
        tags: ['places'],
        summary: 'Add or change a site',
        body: SiteSchema,
        response: { 200: Type.Object({ site: SiteSchema }), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async (request) => {
      const { body, session, ip } = request;
      refuseForeignSite(request, body, fleet);
      if (body.areaCode !== null && !fleet.areas().some((area) => area.code === body.areaCode)) {
        throw new ProblemError(422, 'no-such-area');
      }
      await fleet.upsertSites([body]);
      const who = session?.account.username ?? 'nobody';
      audit.write({ at: now(), who, action: 'site saved', target: body.id, detail: {}, address: ip });
      return { site: body };
    },
  );
}

function importRoutes(app: Http, { fleet, audit, limits, now }: PlaceRoutesOptions): void {
  const shared = { config: { access: 'manage', scope: 'seen' }, bodyLimit: limits.importBytesMax } as const;
  const response = {
    200: Type.Union([Type.Object({ imported: Type.Integer() }), PreviewSchema]),
    ...problems(401, 403, 413, 415, 422, 503),
  };

  app.post(
    '/api/areas/import',
    {
      ...shared,
      schema: {
        tags: ['places'],
        summary: 'Areas from CSV: code, level, parent_code, name_zh, name_en; all or nothing',
        consumes: ['text/csv'],
        querystring: ImportQuery,
        response,
      },
    },
    async (request) => {
      const columns = areaColumns(fleet);
      const read = readImport<Area>(request, columns, limits);
      const given = new Map(read.items.map(({ item }) => [item.code, item]));
      for (const { item } of read.items) refuseForeign(request, item, { fleet, given });
      if (request.query.dryRun) return previewOf(read, columns, limits);
      const areas = itemsOf(read, limits);
      await fleet.upsertAreas(areas);
      const who = request.session?.account.username ?? 'nobody';
      const detail = { count: areas.length };
      audit.write({ at: now(), who, action: 'areas imported', target: null, detail, address: request.ip });
      return { imported: areas.length };
    },
  );

  app.post(
    '/api/sites/import',
    {
      ...shared,
      schema: {
        tags: ['places'],
        summary:
          'Sites from CSV: id, area_code, name_zh, name_en, longitude_deg, latitude_deg; all or nothing. ?datum=gcj02 for positions of Chinese maps',
        consumes: ['text/csv'],
        querystring: Type.Object({ ...ImportQuery.properties, datum: Type.Optional(oneOf(datums)) }),
        response,
      },
    },
    async (request) => {
      const columns = siteColumns(fleet, request.query.datum);
      const read = readImport<Site>(request, columns, limits);
      for (const { item } of read.items) refuseForeignSite(request, item, fleet);
      if (request.query.dryRun) return previewOf(read, columns, limits);
      const sites = itemsOf(read, limits);
      await fleet.upsertSites(sites);
      const who = request.session?.account.username ?? 'nobody';
      const detail = { count: sites.length };
      audit.write({ at: now(), who, action: 'sites imported', target: null, detail, address: request.ip });
      return { imported: sites.length };
    },
  );
}

/**
 * Refuses an area that somebody does not see, and a new one that would hang outside of theirs. Where one's own
 * hangs is not theirs to change. `given`: areas of the same file.
 */
function refuseForeign(
  request: FastifyRequest,
  area: Area,
  {
    fleet,
    given = new Map(),
  }: { readonly fleet: Pick<DashboardFleet, 'areas'>; readonly given?: ReadonlyMap<string, Area> },
): void {
  if (request.scope.isEverywhere) return;
  const there = fleet.areas().find(({ code }) => code === area.code);
  if (there !== undefined) refuseForeignArea(request, area.code);
  if (there?.parentCode === area.parentCode) return;
  // A new one below a new one hangs where that one hangs; a tree that is none is told by the import.
  const isBelowNew = area.parentCode !== null && area.parentCode !== area.code && given.has(area.parentCode);
  const isParentThere = fleet.areas().some(({ code }) => code === area.parentCode);
  if (!isBelowNew || isParentThere) refuseForeignArea(request, area.parentCode);
}

/** Refuses a site that hangs, or would hang, where somebody does not see. */
function refuseForeignSite(
  request: FastifyRequest,
  { id, areaCode }: Pick<Site, 'id' | 'areaCode'>,
  fleet: Pick<DashboardFleet, 'site'>,
): void {
  if (request.scope.isEverywhere) return;
  const there = fleet.site(id);
  if (there !== undefined) refuseForeignArea(request, there.areaCode);
  refuseForeignArea(request, areaCode);
}
