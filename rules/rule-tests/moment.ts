import { parseDuration } from './duration.ts';

/** What truly happened in a simulated course, ms since the start of the test. */
export interface TruthMoment {
  readonly event: string;
  readonly role: string;
  readonly at_ms: number;
}

/** `6m20s`, `ignition`, `failure - 5m` → ms since the start of the test, or why it is no moment. */
export function parseMoment(
  text: string,
  truth: readonly TruthMoment[],
): number | { readonly fault: string } {
  const plain_ms = parseDuration(text);
  if (!Number.isNaN(plain_ms)) return plain_ms;
  const found = /^(\S+)(?:\s+([+-])\s+(\S+))?$/.exec(text.trim());
  const [, name = '', sign, shift = '0s'] = found ?? [];
  const shift_ms = parseDuration(shift);
  if (found === null || Number.isNaN(shift_ms)) {
    return { fault: `"${text}" is no moment such as 6m20s or "ignition + 30s"` };
  }
  const event = truth.find((one) => one.event === name) ?? truth.find(({ role }) => role === name);
  if (event === undefined) {
    const known = [...new Set(truth.map(({ event }) => event))].join(', ');
    return { fault: `${name} does not happen; there ${known === '' ? 'is nothing' : `are ${known}`}` };
  }
  return event.at_ms + (sign === '-' ? -shift_ms : shift_ms);
}
