import type { Severity } from '../../../domain/severity.ts';

const quarterMs = 15 * 60_000;
const hourMs = 60 * 60_000;

/** How bad it is to be late by so many ms: up to a quarter of an hour, up to an hour, longer. Null: in time. */
export function lateTone(lateByMs: number): Severity | null {
  if (lateByMs <= 0) return null;
  if (lateByMs < quarterMs) return 3;
  return lateByMs < hourMs ? 2 : 1;
}
