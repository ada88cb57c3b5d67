// The rule is about Express; Fastify awaits its handlers and catches what they throw.
/* oxlint-disable oxc/no-async-endpoint-handlers */
import { Type } from 'typebox';
import type { Area, Site } from '../../../domain/area.ts';
import type { Audit } from '../audit.ts';
import { acceptCsv, readImport } from '../csv-import.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { areaColumns, siteColumns } from '../place-columns.ts';
import { ProblemError } from '../problem.ts';
import { Cursor, Id, Level, Limit, Name, nullable, problems } from '../schemas.ts';

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
      config: { access: 'read' },
      schema: {
        tags: ['places'],
        summary: 'All areas, district to building',
        response: { 200: Type.Object({ areas: Type.Array(AreaSchema) }), ...problems(401) },
      },
    },
    () => ({ areas: fleet.areas() }),
  );

  app.post(
    '/api/areas',
    {
      config: { access: 'manage' },
      schema: {
        tags: ['places'],
        summary: 'Add or change an area',
        body: AreaSchema,
        response: { 200: Type.Object({ area: AreaSchema }), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, session, ip }) => {
      refuseBadParents([body], fleet.areas());
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
      config: { access: 'read' },
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
    ({ query: { area, limit, cursor } }) => {
      const rest = fleet
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
      config: { access: 'manage' },
      schema: {
        tags: ['places'],
        summary: 'Add or change a site',
        body: SiteSchema,
        response: { 200: Type.Object({ site: SiteSchema }), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, session, ip }) => {
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
  const shared = { config: { access: 'manage' }, bodyLimit: limits.importBytesMax } as const;
  const response = {
    200: Type.Object({ imported: Type.Integer() }),
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
        response,
      },
    },
    async (request) => {
      const areas = readImport<Area>(request, areaColumns, limits);
      refuseBadParents(areas, fleet.areas());
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
          'Sites from CSV: id, area_code, name_zh, name_en, longitude_deg, latitude_deg; all or nothing',
        consumes: ['text/csv'],
        response,
      },
    },
    async (request) => {
      const sites = readImport<Site>(request, siteColumns(fleet), limits);
      await fleet.upsertSites(sites);
      const who = request.session?.account.username ?? 'nobody';
      const detail = { count: sites.length };
      audit.write({ at: now(), who, action: 'sites imported', target: null, detail, address: request.ip });
      return { imported: sites.length };
    },
  );
}

/** A parent must exist and lie on a higher level, so that areas form a tree. */
function refuseBadParents(areas: readonly Area[], known: readonly Area[]): void {
  const order = ['district', 'street', 'community', 'grid', 'building'];
  const all = new Map([...known, ...areas].map((area) => [area.code, area]));
  const errors = areas.flatMap((area) => {
    if (area.parentCode === null) return [];
    const parent = all.get(area.parentCode);
    if (parent === undefined) return [{ code: area.code, message: `There is no area "${area.parentCode}".` }];
    if (order.indexOf(parent.level) < order.indexOf(area.level)) return [];
    return [{ code: area.code, message: `"${parent.code}" (${parent.level}) cannot hold a ${area.level}.` }];
  });
  if (errors.length > 0) throw new ProblemError(422, 'bad-parent', { extensions: { errors } });
}
