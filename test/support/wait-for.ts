import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `read` returns something other than undefined, null or false, and returns it. Throws after
 * `max_ms` with what was waited for: a condition, never a fixed time.
 */
export async function waitFor<T>(
  what: string,
  read: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  max_ms = 20_000,
): Promise<T> {
  const end = performance.now() + max_ms;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > end) throw new Error(`Waited ${max_ms} ms in vain for ${what}.`);
    await delay(20);
  }
}
