import type { RuleFault } from '../../../domain/rule-set.ts';
import type { Text } from '../../../domain/text.ts';
import type { AlertWithPlace, CaseWithPlace } from '../../live-protocol.ts';

/** How the page asks the service: JSON over `fetch`, never throwing. */

/** What the service says when it refuses (RFC 9457), or what stands for it when it cannot be reached. */
export interface Problem {
  /** HTTP status; 0: no connection. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** Why an action was refused, in both languages. */
  readonly reason?: Text;
  /** The present alert, when an action came too late or was refused. */
  readonly alert?: AlertWithPlace | null;
  /** The present case, likewise. */
  readonly case?: CaseWithPlace | null;
  /** Every fault of rules that were refused. */
  readonly errors?: readonly RuleFault[];
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

const held: Problem = { status: 202, code: 'second-person', title: 'Waits for a second person' };
const offline: Problem = { status: 0, code: 'no-connection', title: 'No connection' };

/** Asks for JSON. An answer without a body is null. */
export async function ask<T>(method: string, path: string, options: RequestInit = {}): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, { method, ...options });
  } catch {
    return { ok: false, problem: offline };
  }
  const text = await response.text();
  try {
    const value: unknown = text === '' ? null : JSON.parse(text);
    if (isHeld(response.status, value)) return { ok: false, problem: held };
    if (response.ok) return { ok: true, value: value as T };
    // Whoever stands between may refuse without a word.
    if (value !== null) return { ok: false, problem: value as Problem };
  } catch {
    // Not JSON: not from the service.
  }
  return { ok: false, problem: { status: response.status, code: 'no-answer', title: response.statusText } };
}

/** Kept until a second person agrees: nothing of it is done yet. */
function isHeld(status: number, value: unknown): boolean {
  return status === 202 && typeof value === 'object' && value !== null && 'confirmation' in value;
}

/** A body of JSON, for `ask`. */
export function withJson(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

/** `/path?name=value`, without what is undefined. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

/** One segment of a path. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

/** The header that makes a repeated request harmless. `crypto.randomUUID` is missing on plain http. */
export function idempotencyKey(): Record<string, string> {
  const key = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return { 'idempotency-key': key };
}
