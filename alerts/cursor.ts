import type { Alert } from '../domain/alert.ts';

/** Where a page ended: the place of its last alert in the order newest first. */
export type PagePlace = Pick<Alert, 'raisedAt' | 'id'>;

export function toCursor({ raisedAt, id }: PagePlace): string {
  return Buffer.from(JSON.stringify([raisedAt, id])).toString('base64url');
}

/** Null when it is none of ours. */
export function fromCursor(cursor: string): PagePlace | null {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(content)) return null;
    const [raisedAt, id]: unknown[] = content;
    return Number.isSafeInteger(raisedAt) && typeof id === 'string'
      ? { raisedAt: raisedAt as number, id }
      : null;
  } catch {
    // Not JSON: somebody made it up.
    return null;
  }
}
