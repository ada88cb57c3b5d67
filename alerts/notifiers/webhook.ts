import { createHmac } from 'node:crypto';
import type { Delivery } from '../../domain/delivery.ts';
import { notifierLimits } from './limits.ts';
import { failed, sent, type Notice, type Notifier } from './notifier.ts';
import { failedStatus, postAndJudge } from './post.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Signs each request; `whsec_` and base64, or any text. Null: unsigned. */
  readonly secret: string | null;
  /** Who we are, in each event: our public address. */
  readonly source: string;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/**
 * Each notice as a CloudEvent 1.0 in structured JSON, a digest as a batch of them; an event's id is the
 * delivery's, so a receiver that remembers ids takes nothing twice. Signed as in Standard Webhooks: headers
 * `webhook-id`, `webhook-timestamp` (s), `webhook-signature` (`v1,` and the base64 of HMAC-SHA256 over
 * `id.timestamp.body`). `Idempotency-Key` repeats the id. 2xx: taken; 4xx but 408, 425, 429: permanent.
 */
export function createWebhook(options: WebhookOptions): Notifier {
  const { secret, source, now, timeoutMs = notifierLimits.attempt_ms_max } = options;
  const url = new URL(options.url);
  const key = secret === null ? null : toKey(secret);
  return {
    async send(message, signal) {
      const events = message.notices.map((notice) => toCloudEvent(notice, source));
      const isBatch = events.length > 1;
      const body = JSON.stringify(isBatch ? events : events[0]);
      const timestamp = String(Math.floor(now() / 1_000));
      const headers = {
        'content-type': `application/cloudevents${isBatch ? '-batch' : ''}+json; charset=utf-8`,
        'idempotency-key': message.id,
        'webhook-id': message.id,
        'webhook-timestamp': timestamp,
        ...(key === null
          ? {}
          : { 'webhook-signature': `v1,${sign(key, `${message.id}.${timestamp}.${body}`)}` }),
      };
      return await postAndJudge({ url, headers, body, signal, timeoutMs }, (answer) => {
        const { status } = answer;
        if (status >= 200 && status < 300) return sent(`status ${status}`);
        if (status >= 300 && status < 400)
          return failed(`status ${status}: redirects are not followed`, { isPermanent: true });
        return failedStatus(answer);
      });
    },
  };
}

function sign(key: Buffer, content: string): string {
  return createHmac('sha256', key).update(content).digest('base64');
}

function toKey(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

/** The same for every attempt. */
function toCloudEvent({ delivery, confirmUrl }: Notice, source: string): object {
  const { id, content, createdAt, language, isUrgent, recipientId, recipientName }: Delivery = delivery;
  return {
    specversion: '1.0',
    id,
    source,
    type: `negative-one.${content.subject.type}.${content.reason}`,
    subject: `${content.subject.type}/${content.subject.id}`,
    time: new Date(createdAt).toISOString(),
    datacontenttype: 'application/json',
    data: { deliveryId: id, recipientId, recipientName, language, isUrgent, content, confirmUrl },
  };
}
