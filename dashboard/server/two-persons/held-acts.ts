import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Permission } from '../../../domain/roles.ts';
import type { HeldAct } from '../../../domain/two-person-acts.ts';
import type { RouteScope } from '../http.ts';
import { readPrivateFile, writePrivateFile } from '../private-file.ts';

/** A request as it is carried out later. */
export interface KeptRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | undefined;
  readonly address: string;
  /** The session or token that asked. */
  readonly session: { readonly id: string; readonly isMachine: boolean };
}

/** What is kept of an act beside what people see of it. */
export interface Kept extends HeldAct {
  /** The person who asked: of a token, its owner. */
  readonly person: string;
  /** Where they may act, and what the route asks of whoever uses it. */
  readonly areas: readonly string[];
  readonly access: Permission;
  readonly scope: RouteScope;
}

interface Waiting {
  readonly kept: Kept;
  readonly request: KeptRequest;
  /** Long fields of its body, for whoever looks at it alone. */
  readonly whole: Readonly<Record<string, unknown>>;
  readonly key: string | null;
  readonly bytes: number;
}

export interface HeldActs {
  /** Tells what a former life had waiting: none of it was done. */
  start(): Promise<readonly Kept[]>;
  stop(): Promise<void>;
  /** Told of each that nobody settled in time. */
  onExpired(listener: (kept: Kept) => void): void;
  /** Keeps a request; the same one that waits already when it is asked again; null: no room. */
  keep(
    asked: Omit<Waiting, 'kept' | 'bytes'> & {
      readonly kept: Omit<Kept, 'id' | 'expiresAt' | 'state' | 'settledBy' | 'settledAt' | 'problem'>;
    },
  ): { readonly kept: Kept; readonly isNew: boolean } | null;
  find(id: string): Kept | undefined;
  request(id: string): KeptRequest | undefined;
  whole(id: string): Readonly<Record<string, unknown>>;
  /** Those that wait, the oldest first, then those that were settled lately, the latest first. */
  all(): readonly Kept[];
  /** From `waiting` on its way; false when it does not wait any more. */
  begin(id: string): boolean;
  settle(
    id: string,
    end: Pick<HeldAct, 'state' | 'settledBy'> & { readonly problem?: HeldAct['problem'] },
  ): Kept;
  count(): number;
}

/**
 * Acts that wait for a second person: in memory, with as many and for as long as the limits say. What they are is
 * also in a file, so that a restart can say what it ended; the requests are not, for they may hold passwords.
 */
export function createHeldActs(options: {
  readonly directory: string;
  readonly log: Logger;
  readonly waitMs: number;
  readonly waitingMax: number;
  readonly perPersonMax: number;
  readonly bytesMax: number;
  readonly settledMax: number;
  readonly now: () => number;
}): HeldActs {
  const { log, now } = options;
  const path = join(options.directory, 'held-acts.json');
  const waiting = new Map<string, Waiting>();
  const settled = new Map<
    string,
    { readonly kept: Kept; readonly key: string | null; readonly url: string }
  >();
  const timers = new Map<string, NodeJS.Timeout>();
  let writing: Promise<void> = Promise.resolve();
  let expired: ((kept: Kept) => void) | null = null;

  function write(): void {
    const kept = JSON.stringify([...waiting.values()].map((one) => one.kept));
    writing = writing
      .then(() => writePrivateFile(path, kept))
      .catch((error: unknown) => log.error({ err: error }, 'acts that wait for a second person not written'));
  }

  function remember(kept: Kept, key: string | null, url: string): void {
    settled.set(kept.id, { kept, key, url });
    for (const id of settled.keys()) {
      if (settled.size <= options.settledMax) break;
      settled.delete(id);
    }
  }

  function put(id: string, change: Partial<Kept>): Kept {
    const one = waiting.get(id);
    if (one === undefined) throw new Error(`no act ${id} waits`);
    const kept = { ...one.kept, ...change };
    waiting.set(id, { ...one, kept });
    return kept;
  }

  const settle: HeldActs['settle'] = (id, end) => {
    const kept = put(id, { problem: null, ...end, settledAt: now() });
    const { key, request } = waiting.get(id)!;
    waiting.delete(id);
    clearTimeout(timers.get(id));
    timers.delete(id);
    remember(kept, key, request.url);
    write();
    return kept;
  };

  function expire(id: string): void {
    if (waiting.get(id)?.kept.state !== 'waiting') return;
    const ended = settle(id, { state: 'expired', settledBy: null });
    expired?.(ended);
  }

  /** What the same person asked in the same words, or with the same key; settled ones count by their key only. */
  function sameAs(asked: Parameters<HeldActs['keep']>[0]): Kept | undefined {
    const { kept, request, key } = asked;
    for (const one of waiting.values()) {
      const isSame =
        one.kept.askedBy === kept.askedBy &&
        one.request.method === request.method &&
        one.request.url === request.url &&
        ((key !== null && one.key === key) || String(one.request.payload) === String(request.payload));
      if (isSame) return one.kept;
    }
    for (const one of settled.values()) {
      if (key !== null && one.key === key && one.kept.askedBy === kept.askedBy && one.url === request.url) {
        return one.kept;
      }
    }
    return undefined;
  }

  return {
    async start() {
      let lost: readonly Kept[] = [];
      try {
        const former = JSON.parse((await readPrivateFile(path)) ?? '[]') as readonly Kept[];
        lost = former.map((kept) => ({ ...kept, state: 'lost', settledAt: now() }));
      } catch (error) {
        log.error({ err: error, path }, 'what waited for a second person before the restart cannot be read');
      }
      for (const kept of lost) remember(kept, null, '');
      if (lost.length > 0) write();
      await writing;
      return lost;
    },
    async stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      await writing;
    },
    onExpired(listener) {
      expired = listener;
    },
    keep(asked) {
      const same = sameAs(asked);
      if (same !== undefined) return { kept: same, isNew: false };
      const bytes = Buffer.byteLength(asked.request.payload ?? '');
      const all = [...waiting.values()];
      const own = all.filter(({ kept }) => kept.person === asked.kept.person).length;
      const held = all.reduce((sum, one) => sum + one.bytes, bytes);
      if (all.length >= options.waitingMax || own >= options.perPersonMax || held > options.bytesMax)
        return null;
      const id = randomUUID();
      const expiresAt = asked.kept.askedAt + options.waitMs;
      const kept: Kept = {
        ...asked.kept,
        id,
        expiresAt,
        state: 'waiting',
        settledBy: null,
        settledAt: null,
        problem: null,
      };
      waiting.set(id, { ...asked, kept, bytes });
      timers.set(id, setTimeout(expire, options.waitMs, id).unref());
      write();
      return { kept, isNew: true };
    },
    find: (id) => waiting.get(id)?.kept ?? settled.get(id)?.kept,
    request: (id) => waiting.get(id)?.request,
    whole: (id) => waiting.get(id)?.whole ?? {},
    all: () => [
      ...[...waiting.values()].map(({ kept }) => kept),
      ...[...settled.values()].map(({ kept }) => kept).toReversed(),
    ],
    begin(id) {
      const one = waiting.get(id);
      if (one?.kept.state !== 'waiting') return false;
      if (one.kept.expiresAt <= now()) {
        expire(id);
        return false;
      }
      put(id, { state: 'underway' });
      return true;
    },
    settle,
    count: () => waiting.size,
  };
}
