import type { Scope } from './scope.ts';

/** How often the next page is asked for before a page is told that is not full: its cursor goes on. */
const rounds_max = 50;

interface Asked {
  /** At most this many, newest first. */
  readonly limit: number;
  readonly cursor?: string;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * A page of what somebody sees, out of pages of everything: asked for until it is full, so that nobody can tell
 * from a short page how much lies elsewhere. What everybody without a limit asks for is asked for once.
 */
export async function fillPage<T, R>(
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
  ask: (asked: Asked) => Promise<Page<T>>,
  { scope, pick }: { readonly scope: Scope; readonly pick: (item: T) => R | null },
): Promise<Page<R>> {
  const found: R[] = [];
  let next = cursor;
  for (let round = 0; round < rounds_max; round += 1) {
    const page = await ask({ limit: limit - found.length, ...(next === undefined ? {} : { cursor: next }) });
    for (const item of page.items) {
      const picked = pick(item);
      if (picked !== null) found.push(picked);
    }
    next = page.nextCursor ?? undefined;
    if (next === undefined || found.length >= limit || scope.isEverywhere) break;
  }
  return { items: found, nextCursor: next ?? null };
}
