import { notifierLimits } from './limits.ts';
import { failed, sent, type Message, type Notifier, type SendResult } from './notifier.ts';
import { failedStatus, postAndJudge, type PostAnswer } from './post.ts';
import { toShortText, toSpokenText } from './templates.ts';

export interface GatewayOptions {
  /** May hold `{{phone}}`, `{{text}}`, `{{id}}`, `{{secret}}`, as may the headers and the body. */
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded' | 'text/plain';
  readonly body: string;
  readonly secret: string | null;
  /** The text is for reading out. */
  readonly isVoice: boolean;
  /** Where the answer's verdict stands, such as `data.code`; null: the status says it all. */
  readonly verdictPath: string | null;
  /** The verdict's value for success, and those that no retry mends, as text. */
  readonly successValue: string;
  readonly permanentValues: readonly string[];
  readonly timeoutMs?: number;
}

/** A gateway for SMS or calls, of which every provider has its own: all that differs is a setting. */
export function createGateway(options: GatewayOptions): Notifier {
  const { method, contentType, timeoutMs = notifierLimits.attempt_ms_max } = options;
  const escape =
    contentType === 'application/json'
      ? toJsonPiece
      : contentType === 'text/plain'
        ? String
        : encodeURIComponent;
  return {
    async send(message, signal) {
      const { address } = message;
      if (!/^\+?\d{3,20}$/u.test(address)) {
        return failed('the address is no phone number', { isPermanent: true });
      }
      const values = valuesOf(message, options);
      const headers = Object.fromEntries(
        Object.entries(options.headers).map(([name, value]) => [name, fill(value, values, toHeaderPiece)]),
      );
      const request = {
        url: new URL(fill(options.url, values, encodeURIComponent)),
        method,
        headers: {
          'content-type': `${contentType}; charset=utf-8`,
          'idempotency-key': message.id,
          ...headers,
        },
        body: fill(options.body, values, escape),
        signal,
        timeoutMs,
      };
      return await postAndJudge(request, (answer) => judge(options, answer));
    },
  };
}

type Values = Readonly<Record<string, string>>;

function valuesOf(message: Message, { secret, isVoice }: GatewayOptions): Values {
  const text = isVoice ? toSpokenText(message) : toShortText(message);
  return { phone: message.address, text, id: message.id, secret: secret ?? '' };
}

/** A name that is none of ours stays as it is: some providers have such of their own. */
function fill(template: string, values: Values, escape: (value: string) => string): string {
  return template.replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : escape(value);
  });
}

function toJsonPiece(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function toHeaderPiece(value: string): string {
  return value.replaceAll(/[^\t\u0020-\u007e]/gu, '');
}

function judge(options: GatewayOptions, answer: PostAnswer): SendResult {
  const { verdictPath, successValue, permanentValues } = options;
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (!isSuccess) return failedStatus(answer);
  if (verdictPath === null) return sent();
  const verdict = readPath(answer.text, verdictPath);
  if (verdict === successValue) return sent();
  const said = answer.text.trim().slice(0, notifierLimits.detail_characters_max);
  if (verdict === null) return failed(`no ${verdictPath} in the answer: ${said}`);
  const isPermanent = permanentValues.includes(verdict);
  return failed(`${verdictPath} is ${verdict}: ${said}`, { isPermanent, retryAfter_s: answer.retryAfter_s });
}

/** The value at a path of names and indexes with dots, as text; null where there is none. */
function readPath(text: string, path: string): string | null {
  try {
    let value: unknown = JSON.parse(text);
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
      value = (value as Record<string, unknown>)[name];
    }
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
  } catch {
    return null;
  }
}
