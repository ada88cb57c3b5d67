import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify';
import type { FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Static, TSchema } from 'typebox';
import type { Permission } from '../../domain/roles.ts';
import type { TwoPersonAct } from '../../domain/two-person-acts.ts';
import type { Audit } from './audit/audit.ts';
import { auditRequests } from './audit/audit-requests.ts';
import type { ClientAddresses } from './client-addresses.ts';
import type { DashboardOptions } from './dependencies.ts';
import type { DashboardLimits } from './limits.ts';
import { may } from './may.ts';
import { ProblemError, sendProblem, toProblem, type Problem } from './problem.ts';
import { nowhere, type Scope, type Scopes } from './scope.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionCookieName, type Session } from './sessions.ts';
import { isSubject, type Subject, type Subjects } from './subjects.ts';
import type { ActRule } from './two-persons/act-rule.ts';
import type { TwoPersons } from './two-persons/two-persons.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null: nobody who is logged in. */
    session: Session | null;
    /** What they see and act on. */
    scope: Scope;
    /** They named something that lies where they may not. */
    isForeignNamed: boolean;
  }
  interface FastifyContextConfig {
    /** Who may: a permission, or `anyone` without log-in. */
    access?: Permission | 'anyone';
    /** How far it reaches; see `RouteScope`. */
    scope?: RouteScope;
    /** Taken from any page: what its address holds is the whole of its authority, and no cookie counts. */
    isFromAnywhere?: boolean;
    /** What of it takes effect only when a second person agrees, where the installation says so. */
    twoPersons?: ActRule;
  }
}

/**
 * What of a route depends on where somebody may see and act. `none`: nothing; `everywhere`: it is about everything
 * at once, so only for those without a limit; `seen`: it takes or tells what `request.scope` sees, and the handler
 * sees to that; a subject: the thing that the address names, which the server looks at before the handler does.
 */
export type RouteScope = 'none' | 'everywhere' | 'seen' | Subject;

/** Shorter answers are not packed: it would save nothing that anybody could notice. */
const packedBytesMin = 4_096;

/** Who may ask a route, and how far it reaches: each one declares it. */
export interface RouteRule {
  readonly method: string;
  readonly url: string;
  readonly access: Permission | 'anyone';
  readonly scope: RouteScope;
  /** What of it may need a second person. */
  readonly acts: readonly TwoPersonAct[];
}

/** Takes the types of requests from their TypeBox schemas. */
interface TypeBoxProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  // Answers are checked by the handlers' own return types.
  readonly serializer: unknown;
}

export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxProvider
>;

export interface HttpOptions {
  readonly options: Pick<DashboardOptions, 'log' | 'publicUrl' | 'version' | 'database'>;
  readonly limits: DashboardLimits;
  /** Who asks; null: nobody who is logged in. */
  readonly identify: (request: FastifyRequest) => Session | null;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly subjects: Subjects;
  /** Told of each route as it is registered. */
  readonly onRule: (rule: RouteRule) => void;
  readonly audit: Audit;
  readonly hold: TwoPersons['hold'];
  readonly isOwnOrigin: (request: IncomingMessage) => boolean;
  readonly addresses: ClientAddresses;
  readonly now: () => number;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The HTTP server with all that routes share: who asks, from where, how often, and how errors are told. */
export async function createHttp({
  options,
  limits,
  identify,
  scopes,
  subjects,
  onRule,
  audit,
  hold,
  isOwnOrigin,
  addresses,
  now,
}: HttpOptions): Promise<Http> {
  const isHttps = options.publicUrl?.startsWith('https:') === true;
  const sessionCookie = sessionCookieName(isHttps);
  const logger: FastifyBaseLogger = options.log;
  const app: Http = fastify({
    loggerInstance: logger,
    // A line per request would drown what matters; errors are logged below.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytesMax,
    trustProxy: addresses.isTrusted,
    requestTimeout: limits.requestTimeoutMs,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
  });
  // Response schemas are documents: the types hold the handlers to them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('session', null);
  app.decorateRequest('scope');
  app.decorateRequest('isForeignNamed', false);
  auditRequests(app, { audit, now });
  // When it is known to be right and allowed, and before anything of it is done.
  app.addHook('preHandler', async (request, reply) => {
    const confirmation = await hold(request);
    if (confirmation === null) return undefined;
    return await reply.code(202).header('cache-control', 'no-store').send({ confirmation });
  });

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toErrorProblem(error, options.database.isAvailable());
    request.problemCode = problem.code;
    if (request.isForeignNamed) request.refusedFor ??= 'area';
    if (problem.status >= 500 && problem.status !== 501 && !(error instanceof ProblemError)) {
      // Not the address as it came: some hold what lets their bearer in.
      const { url } = request.routeOptions;
      request.log.error({ err: error, route: url, method: request.method }, 'request failed');
    }
    return await sendProblem(reply, problem);
  });

  // Before any route there is.
  app.addHook('onRoute', (route) => {
    for (const rule of toRules(route)) {
      const { access, scope } = rule;
      route.config = { ...route.config, access, scope };
      onRule(rule);
    }
  });

  await securityHeaders(app, { isHttps });
  // What is asked is never unpacked: a few bytes of it could become gigabytes.
  await app.register(compress, {
    encodings: ['gzip'],
    customTypes: /^application\/(json|problem\+json)/,
    threshold: packedBytesMin,
    // Beside the event loop, which alarms share.
    syncThreshold: 0,
    globalDecompression: false,
  });
  await app.register(cookie);
  await app.register(rateLimit, {
    max: limits.requestsPerMinuteMax,
    timeWindow: 60_000,
    errorResponseBuilder: () => new ProblemError(429, 'too-many-requests'),
  });
  await app.register(swagger, { openapi: openapi(options.version, sessionCookie), hideUntagged: true });
  app.addHook('onRequest', async (request) => {
    // A megabyte of YAML holds the event loop for a second, and the same is there as JSON.
    if (request.routeOptions.url === '/api/docs/yaml') throw new ProblemError(404, 'not-found');
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });

  app.addHook('onRequest', async (request) => {
    request.session = identify(request);
    request.scope = request.session === null ? nowhere : scopes.of(request.session.account.areas);
  });

  // Once it is counted, which is a hook of each route: what is refused here counts as well.
  app.addHook('preParsing', async (request) => {
    const { access, isFromAnywhere = false } = request.routeOptions.config;
    if (!safeMethods.has(request.method) && !isFromAnywhere && !isOwnOrigin(request.raw)) {
      throw new ProblemError(403, 'foreign-origin', { detail: 'The request comes from another site.' });
    }
    // What is not there needs no permission.
    if (access === undefined && request.is404) return;
    if (access !== 'anyone') {
      if (request.session === null) throw new ProblemError(401, 'not-logged-in');
      if (access === undefined || !may(request.session, access)) {
        throw new ProblemError(403, 'not-allowed', { detail: 'Your role may not do this.' });
      }
    }
    if (request.session !== null && !request.scope.isEverywhere) await checkScope(request);
  });

  /** Things that lie elsewhere do not exist for somebody: reading and acting are answered alike. */
  async function checkScope(request: FastifyRequest): Promise<void> {
    const { scope = 'everywhere', access } = request.routeOptions.config;
    if (scope === 'everywhere' && access !== 'anyone') {
      throw new ProblemError(403, 'not-everywhere', {
        detail: 'This is about all areas, and your account is limited to some.',
      });
    }
    if (!isSubject(scope)) return;
    const id = idIn(request.params);
    if (id === null || (await subjects.isSeen(scope, id, request.scope))) return;
    request.refusedFor = 'area';
    throw new ProblemError(404, subjects.missing[scope]);
  }

  return app;
}

/**
 * The rule of a route; throws where it declares none, so that none can be forgotten. The files of the page and its
 * documentation are for all.
 */
function toRules({ url, method, config }: RouteOptions): readonly RouteRule[] {
  const { access, scope, twoPersons } = config ?? {};
  const acts = twoPersons?.acts ?? [];
  const methods = [method].flat();
  const isPage = !url.startsWith('/api/') || url.startsWith('/api/docs');
  if (access === undefined && isPage && methods.every((one) => safeMethods.has(one))) {
    return methods.map((one) => ({ method: one, url, access: 'anyone', scope: 'none', acts }));
  }
  if (access === undefined || scope === undefined) {
    throw new Error(
      `${methods.join()} ${url} does not declare who may ask it: config.access and config.scope`,
    );
  }
  return methods.map((one) => ({ method: one, url, access, scope, acts }));
}

/** What an address names. */
function idIn(params: unknown): string | null {
  const { id, username, file } = params as Readonly<Record<string, string | undefined>>;
  return id ?? username ?? file?.replace(/\.xml$/u, '') ?? null;
}

function toErrorProblem(error: FastifyError, databaseAvailable: boolean): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error.validation !== undefined) {
    const errors = error.validation.map((entry) => ({
      at: `${error.validationContext ?? 'body'}${entry.instancePath}`,
      message: entry.message ?? 'is not valid',
    }));
    return toProblem(400, 'invalid-request', { detail: error.message, extensions: { errors } });
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return toProblem(status, error.code ?? 'bad-request', { detail: error.message });
  if (!databaseAvailable) {
    return toProblem(503, 'database-away', { detail: 'The database is away; live alerts still work.' });
  }
  return toProblem(500, 'internal');
}

function openapi(version: string, sessionCookie: string) {
  return {
    info: {
      title: 'Negative One (负一秒)',
      version,
      description:
        'Alerts, devices and telemetry of a street-level command centre. Errors are RFC 9457 problem details. ' +
        'Live changes come over the WebSocket `/api/live`.',
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey' as const, in: 'cookie' as const, name: sessionCookie },
        device: { type: 'http' as const, scheme: 'bearer', description: "The device's secret" },
        eventSource: { type: 'http' as const, scheme: 'bearer', description: "An event source's token" },
      },
    },
    security: [{ session: [] }],
  };
}
