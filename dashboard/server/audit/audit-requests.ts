import type { FastifyRequest } from 'fastify';
import type { Audit } from './audit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether an entry was written in its course. */
    isAudited: boolean;
    /** The code of the problem that it was answered with. */
    problemCode: string | null;
    /** Why it was refused, where the answer does not say that it was; null otherwise. */
    refusedFor: string | null;
  }
  interface FastifyContextConfig {
    /** `refusals`: what it takes are records of the journal by the thousand, so only what is refused is audited. */
    audit?: 'refusals';
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const refusals = new Set([401, 403, 429]);

interface Hooks {
  addHook(
    name: 'preHandler',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
  addHook(
    name: 'onResponse',
    hook: (request: FastifyRequest, reply: { readonly statusCode: number }, done: () => void) => void,
  ): unknown;
  decorateRequest(name: 'isAudited', value: boolean): unknown;
  decorateRequest(name: 'problemCode' | 'refusedFor', value: null): unknown;
}

/**
 * Sees to it that every act and every refusal has an entry. Where a handler wrote one, which says more, that is
 * enough; otherwise the request itself is the entry. A page that asks who is logged in before anybody is, is no
 * refusal worth an entry: without a log-in only what would change something is.
 */
export function auditRequests(app: Hooks, { audit, now }: { audit: Audit; now: () => number }): void {
  app.decorateRequest('isAudited', false);
  app.decorateRequest('problemCode', null);
  app.decorateRequest('refusedFor', null);
  app.addHook('preHandler', (request, _reply, done) => audit.during(request, done));
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    const isUnsafe = !safeMethods.has(request.method);
    const isRefused =
      request.refusedFor !== null || (isUnsafe ? refusals.has(statusCode) : statusCode === 403);
    const isDone = isUnsafe && statusCode < 400 && request.routeOptions.config.audit !== 'refusals';
    if (!request.isAudited && (isRefused || isDone)) {
      const { method, params, routeOptions } = request;
      const entry = {
        at: now(),
        who: request.session?.account.username ?? 'nobody',
        address: request.ip,
      };
      const asked = `${method} ${routeOptions.url ?? 'nothing of ours'}`;
      const named = Object.values((params ?? {}) as Record<string, string>).join(' ');
      if (isRefused) {
        const detail = { reason: request.refusedFor ?? request.problemCode, status: statusCode };
        audit.refuse({ ...entry, action: 'refused', target: asked, detail });
      } else {
        const target = named === '' ? null : named;
        audit.write({ ...entry, action: asked, target, detail: { status: statusCode } });
      }
    }
    done();
  });
}
