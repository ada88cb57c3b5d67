// The rule is about Express; Fastify awaits its handlers and catches what they throw.
/* oxlint-disable oxc/no-async-endpoint-handlers */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { BoundaryFault } from '../../../domain/map.ts';
import type { Audit } from '../audit/audit.ts';
import { datums, readBoundaries } from '../boundary-import.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import type { MapBackdrop } from '../map-backdrop.ts';
import type { MapBodies, PreparedBody } from '../map-places.ts';
import { ProblemError } from '../problem.ts';
import { readBackdrop } from '../read-backdrop.ts';
import { oneOf, problems } from '../schemas.ts';
import type { Scope } from '../scope.ts';

export interface MapRoutesOptions {
  readonly fleet: Pick<DashboardFleet, 'areas' | 'upsertAreas'>;
  readonly bodies: MapBodies;
  readonly backdrop: MapBackdrop;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const Collection = Type.Unsafe<unknown>(
  Type.Object(
    { type: Type.Literal('FeatureCollection'), features: Type.Array(Type.Unknown()) },
    { description: 'GeoJSON (RFC 7946), WGS 84', additionalProperties: true },
  ),
);

/** What the map is drawn from, and how outlines get there. */
export function mapRoutes(app: Http, options: MapRoutesOptions): void {
  readRoutes(app, options);
  writeRoutes(app, options);
}

function readRoutes(app: Http, { bodies, backdrop }: MapRoutesOptions): void {
  const answers = [
    [
      '/api/map',
      'seen',
      'Areas, buildings and sites as GeoJSON, sites with their devices by kind',
      (scope: Scope) => bodies.places(scope),
    ],
    [
      '/api/map/devices',
      'seen',
      'Devices by position, written short: id, kind, state',
      (scope: Scope) => bodies.devices(scope),
    ],
    [
      '/api/map/backdrop',
      'none',
      'What lies under the map as GeoJSON: water, parks, roads',
      () => backdrop.body(),
    ],
  ] as const;
  for (const [path, scope, summary, body] of answers) {
    app.get(
      path,
      {
        config: { access: 'read', scope },
        schema: {
          tags: ['map'],
          summary: `${summary}; with an ETag that changes when the answer does`,
          response: {
            200: Type.Object({}, { additionalProperties: true }),
            304: Type.Null(),
            ...problems(401),
          },
        },
      },
      async (request, reply) => await sendPrepared(request, reply, body(request.scope)),
    );
  }
}

function writeRoutes(app: Http, { fleet, backdrop, audit, limits, now }: MapRoutesOptions): void {
  // Read as a document and checked feature by feature: whoever draws maps wants to know which one is wrong.
  app.post(
    '/api/areas/boundaries',
    {
      config: { access: 'manage', scope: 'seen' },
      bodyLimit: limits.importBytesMax,
      schema: {
        tags: ['places'],
        summary:
          'Boundaries of areas from GeoJSON, by properties.code; all or nothing. Without geometry: takes it away',
        querystring: Type.Object({ datum: Type.Optional(oneOf(datums)) }),
        body: Collection,
        response: {
          200: Type.Object({ imported: Type.Integer() }),
          ...problems(400, 401, 403, 413, 415, 422, 503),
        },
      },
    },
    async ({ body, query: { datum = 'wgs84' }, session, scope, ip }) => {
      const own = fleet.areas().filter(({ code }) => scope.seesArea(code));
      const read = readBoundaries(body, own, { datum, featuresMax: limits.importRowsMax });
      refuseFaults(read.errors, limits);
      await fleet.upsertAreas(read.areas);
      const who = session?.account.username ?? 'nobody';
      const detail = { count: read.areas.length, datum };
      audit.write({ at: now(), who, action: 'boundaries imported', target: null, detail, address: ip });
      return { imported: read.areas.length };
    },
  );

  app.put(
    '/api/map/backdrop',
    {
      config: { access: 'manage', scope: 'everywhere' },
      bodyLimit: limits.importBytesMax,
      schema: {
        tags: ['map'],
        summary: 'Replaces what lies under the map; properties.kind: water, green, street, road, rail',
        body: Collection,
        response: {
          200: Type.Object({ features: Type.Integer() }),
          ...problems(400, 401, 403, 413, 415, 422, 503),
        },
      },
    },
    async ({ body, session, ip }) => {
      const read = readBackdrop(body, limits.importRowsMax);
      if (!('features' in read)) {
        refuseFaults(read, limits);
        throw new ProblemError(422, 'import-refused');
      }
      await backdrop.replace(read);
      const who = session?.account.username ?? 'nobody';
      const detail = { count: read.features.length };
      audit.write({ at: now(), who, action: 'backdrop replaced', target: null, detail, address: ip });
      return { features: read.features.length };
    },
  );
}

function refuseFaults(errors: readonly BoundaryFault[], limits: DashboardLimits): void {
  if (errors.length === 0) return;
  throw new ProblemError(422, 'import-refused', {
    detail: `Nothing was imported: ${errors.length} errors.`,
    extensions: { errors: errors.slice(0, limits.importErrorsMax), errorCount: errors.length },
  });
}

/** Whoever has the answer already is told so in a line. */
async function sendPrepared(
  request: FastifyRequest,
  reply: FastifyReply,
  { etag, plain, gzip }: PreparedBody,
): Promise<FastifyReply> {
  reply.header('etag', etag).header('cache-control', 'private, no-cache').header('vary', 'accept-encoding');
  if (request.headers['if-none-match']?.includes(etag) === true) return await reply.code(304).send();
  reply.type('application/json; charset=utf-8');
  const packed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (packed) reply.header('content-encoding', 'gzip');
  return await reply.send(packed ? gzip : plain);
}
