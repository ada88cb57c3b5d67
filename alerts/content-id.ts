import { createHash } from 'node:crypto';

/** An id made from what it is about, so that a replay gives the same: 20 hexadecimal digits. */
export function toContentId(content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 20);
}
