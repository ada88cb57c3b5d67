import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { notifierLimits } from './limits.ts';
import { failed, type SendResult } from './notifier.ts';

export interface PostRequest {
  readonly url: URL;
  readonly method?: 'POST' | 'PUT' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface PostAnswer {
  readonly status: number;
  /** At most `answer_bytes_max` of it. */
  readonly text: string;
  /** What `Retry-After` says, s; null: it does not. */
  readonly retryAfter_s: number | null;
}

/**
 * One HTTP request on a connection of its own, so that none fails because a kept one had been closed meanwhile.
 * Redirects are not followed: what a notice says, and its signature, are for the configured address only.
 * Throws, with the reason as the message, when no answer comes within the time.
 */
export async function post(request: PostRequest): Promise<PostAnswer> {
  const { url, method = 'POST', headers, body, timeoutMs } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([request.signal, timeout]);
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const hasBody = method !== 'GET';
  try {
    return await new Promise<PostAnswer>((resolve, reject) => {
      const outgoing = open(url, {
        method,
        agent: false,
        signal,
        headers: {
          'user-agent': 'negative-one',
          ...headers,
          ...(hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
        },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        readAnswer(incoming).then(resolve, reject);
      });
      outgoing.end(hasBody ? body : undefined);
    });
  } catch (error) {
    throw new Error(timeout.aborted ? `no answer within ${timeoutMs} ms` : toReason(error), { cause: error });
  }
}

async function readAnswer(incoming: IncomingMessage): Promise<PostAnswer> {
  const { statusCode: status = 0, headers } = incoming;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    // Leaving the loop closes the connection.
    if (bytes >= notifierLimits.answer_bytes_max) break;
  }
  const text = Buffer.concat(pieces).subarray(0, notifierLimits.answer_bytes_max).toString();
  return { status, text, retryAfter_s: toSeconds(headers['retry-after']) };
}

/** Seconds or an HTTP date (RFC 9110 10.2.3). */
function toSeconds(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/u.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1_000));
}

function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.message : `${code}: ${error.message}`;
}

/** Sends and lets `judge` say what the answer means; no answer at all is a failure for now. */
export async function postAndJudge(
  request: PostRequest,
  judge: (answer: PostAnswer) => SendResult,
): Promise<SendResult> {
  try {
    return judge(await post(request));
  } catch (error) {
    return failed(toReason(error));
  }
}

/** The usual meaning of a status that is no success: 4xx is permanent, but 408, 425 and 429 pass. */
export function failedStatus({ status, text, retryAfter_s }: PostAnswer): SendResult {
  const isPassing = status >= 500 || [408, 425, 429].includes(status);
  const wait = retryAfter_s === null ? '' : `, retry after ${retryAfter_s} s`;
  const said = text.trim() === '' ? '' : `: ${text.trim().slice(0, notifierLimits.detail_characters_max)}`;
  return failed(`status ${status}${wait}${said}`, { isPermanent: !isPassing, retryAfter_s });
}
