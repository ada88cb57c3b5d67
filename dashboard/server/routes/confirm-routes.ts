import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Delivery } from '../../../domain/delivery.ts';
import type { Audit } from '../audit/audit.ts';
import { confirmPagePolicy, toConfirmPage, type ConfirmPage } from '../confirm-page.ts';
import type { DashboardConfirmations } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { IdParams, problems } from '../schemas.ts';

export interface ConfirmRoutesOptions {
  readonly confirmations: DashboardConfirmations;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const TokenParams = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) });

/**
 * That somebody was told and says so: recipients by the link in their message, without an account; staff for
 * somebody whom they have on the telephone.
 */
export async function confirmRoutes(app: Http, options: ConfirmRoutesOptions): Promise<void> {
  const { confirmations, audit, limits, now } = options;

  async function confirm(deliveryId: string, by: string): Promise<boolean> {
    try {
      await confirmations.confirm(deliveryId, by);
      return true;
    } catch (error) {
      app.log.error({ err: error, deliveryId }, 'confirmation not journalled');
      return false;
    }
  }

  function find(token: string): Delivery | null {
    const id = confirmations.idOfToken(token);
    return id === null ? null : confirmations.find(id);
  }

  async function answer(reply: FastifyReply, page: ConfirmPage, status: number): Promise<FastifyReply> {
    return await reply
      .code(status)
      .headers({
        'content-security-policy': confirmPagePolicy,
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex',
      })
      .type('text/html; charset=utf-8')
      .send(toConfirmPage(page, confirmations.timeZone()));
  }

  app.post(
    '/api/deliveries/:id/confirm',
    {
      config: { access: 'act', scope: 'delivery' },
      schema: {
        tags: ['deliveries'],
        summary: 'Note that a recipient has confirmed, by telephone for instance',
        params: IdParams,
        response: {
          200: Type.Object({ id: Type.String(), isConfirmed: Type.Boolean() }),
          ...problems(401, 403, 404, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const delivery = confirmations.find(id);
      if (delivery === null) throw new ProblemError(404, 'no-such-delivery');
      const by = request.session?.account.username ?? '';
      if (delivery.state !== 'confirmed' && !(await confirm(id, by))) {
        throw new ProblemError(503, 'not-journalled', { detail: 'It could not be written to disk.' });
      }
      audit.write({
        at: now(),
        who: by,
        action: 'delivery confirm',
        target: id,
        detail: { recipient: delivery.recipientId },
        address: request.ip,
      });
      return await reply.send({ id, isConfirmed: true });
    },
  );

  // In a plugin of its own, because only here a form may be posted.
  await app.register(async (pages: Http) => {
    pages.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
      payload.resume();
      done(null, null);
    });
    const config = {
      access: 'anyone' as const,
      scope: 'none' as const,
      rateLimit: { max: limits.confirmationsPerMinuteMax, timeWindow: 60_000 },
    };

    pages.get('/c/:token', { config, schema: { params: TokenParams } }, async ({ params }, reply) => {
      const delivery = find(params.token);
      if (delivery === null) return await answer(reply, { state: 'unknown', delivery }, 404);
      const state = delivery.state === 'confirmed' ? 'confirmed' : 'open';
      return await answer(reply, { state, delivery }, 200);
    });

    pages.post(
      '/c/:token',
      { config: { ...config, isFromAnywhere: true }, schema: { params: TokenParams } },
      async ({ params }, reply) => {
        const delivery = find(params.token);
        if (delivery === null) return await answer(reply, { state: 'unknown', delivery }, 404);
        const isDone = delivery.state === 'confirmed' || (await confirm(delivery.id, delivery.recipientId));
        return await answer(reply, { state: isDone ? 'confirmed' : 'failed', delivery }, isDone ? 200 : 503);
      },
    );
  });
}
