import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyRequest,
} from 'fastify';
import type { FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Static, TSchema } from 'typebox';
import { isAllowed, type Permission } from '../../domain/roles.ts';
import type { Audit } from './audit.ts';
import type { DashboardOptions } from './dependencies.ts';
import type { DashboardLimits } from './limits.ts';
import { ProblemError, sendProblem, toProblem, type Problem } from './problem.ts';
import { sessionCookie, type Session, type Sessions } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null;
  }
  interface FastifyContextConfig {
    /** Who may: a permission, or `anyone` without log-in. A route under /api that says nothing is refused. */
    access?: Permission | 'anyone';
    /** Taken from any page: what its address holds is the whole of its authority, and no cookie counts. */
    isFromAnywhere?: boolean;
  }
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
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly isOwnOrigin: (request: IncomingMessage) => boolean;
  readonly now: () => number;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The HTTP server with all that routes share: who asks, from where, how often, and how errors are told. */
export async function createHttp({
  options,
  limits,
  sessions,
  audit,
  isOwnOrigin,
  now,
}: HttpOptions): Promise<Http> {
  const isHttps = options.publicUrl?.startsWith('https:') === true;
  const logger: FastifyBaseLogger = options.log;
  const app: Http = fastify({
    loggerInstance: logger,
    // A line per request would drown what matters; errors are logged below.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
  });
  // Response schemas are documents: the types hold the handlers to them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('session', null);

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toErrorProblem(error, options.database.isAvailable());
    if (problem.status >= 500 && problem.status !== 501 && !(error instanceof ProblemError)) {
      request.log.error({ err: error, url: request.url, method: request.method }, 'request failed');
    }
    return await sendProblem(reply, problem);
  });

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        imgSrc: ["'self'", 'data:'],
      },
    },
    hsts: isHttps,
    // A browser honours these only over https and warns elsewhere.
    crossOriginOpenerPolicy: isHttps,
    originAgentCluster: isHttps,
  });
  await app.register(cookie);
  await app.register(rateLimit, {
    max: limits.requestsPerMinuteMax,
    timeWindow: 60_000,
    errorResponseBuilder: () => new ProblemError(429, 'too-many-requests'),
  });
  await app.register(swagger, { openapi: openapi(options.version), hideUntagged: true });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });

  app.addHook('onRequest', async (request) => {
    const { access, isFromAnywhere = false } = request.routeOptions.config;
    if (!safeMethods.has(request.method) && !isFromAnywhere && !isOwnOrigin(request.raw)) {
      refuse(request, 'foreign-origin');
      throw new ProblemError(403, 'foreign-origin', { detail: 'The request comes from another site.' });
    }
    request.session = sessions.read(request.cookies[sessionCookie], now());
    if (access === 'anyone' || isOpen(request)) return;
    if (request.session === null) throw new ProblemError(401, 'not-logged-in');
    if (access === undefined || !isAllowed(request.session.account.role, access)) {
      refuse(request, 'role');
      throw new ProblemError(403, 'not-allowed', { detail: 'Your role may not do this.' });
    }
  });

  function refuse(request: FastifyRequest, reason: string): void {
    audit.write({
      at: now(),
      who: request.session?.account.username ?? 'nobody',
      action: 'refused',
      target: `${request.method} ${request.routeOptions.url ?? request.url}`.slice(0, 200),
      detail: { reason },
      address: request.ip,
    });
  }

  return app;
}

/** The page itself, its documentation, and what does not exist: nothing there needs a log-in. */
function isOpen(request: FastifyRequest): boolean {
  const { url } = request.routeOptions;
  return url === undefined || !url.startsWith('/api/') || url.startsWith('/api/docs');
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

function openapi(version: string) {
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
