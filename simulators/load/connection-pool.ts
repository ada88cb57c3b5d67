import { setTimeout as sleep } from 'node:timers/promises';
import { connectsAtOnceMax, keepAliveS } from '../limits.ts';
import { createRandom } from '../random.ts';
import { toReconnectWaitMs } from '../reconnect-wait.ts';
import { ConnectionRefused, type LoadConnection } from './load-connection.ts';

/** Opens many connections, keeps them alive, and opens again what is lost. */
export interface ConnectionPool {
  /** Resolves when all are open; rejects when the broker refuses one, is away for `patienceMs`, or on `signal`. */
  openAll(connections: readonly LoadConnection[], signal?: AbortSignal): Promise<void>;
  /** Call when a connection is lost: it is opened again, with back-off, for `patienceMs`. */
  reopen(connection: LoadConnection): void;
  reconnects(): number;
  close(): void;
}

export function createConnectionPool(options: {
  /** How long the broker may be away in one piece. */
  patienceMs: number;
  seed: number;
  /** Called when a connection that was lost is open again. */
  reopened: (connection: LoadConnection) => void;
  /** Called once when a connection cannot be brought back. */
  failed: (error: Error) => void;
}): ConnectionPool {
  const random = createRandom(options.seed);
  const stopped = new AbortController();
  let all: readonly LoadConnection[] = [];
  let reconnects = 0;
  let pings: NodeJS.Timeout | undefined;

  const interrupt = (): void => stopped.abort();

  return {
    async openAll(connections, signal) {
      all = connections;
      signal?.addEventListener('abort', interrupt, { once: true });
      const waiting = [...connections];
      const openNext = async (): Promise<void> => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await openPatiently(next);
      };
      await Promise.all(Array.from({ length: connectsAtOnceMax }, openNext));
      if (signal?.aborted === true) throw new Error('interrupted');
      signal?.removeEventListener('abort', interrupt);
      pings = setInterval(pingAll, (keepAliveS * 1_000) / 2);
    },
    reopen(connection) {
      reconnects += 1;
      openPatiently(connection).then(() => options.reopened(connection), options.failed);
    },
    reconnects: () => reconnects,
    close() {
      stopped.abort();
      clearInterval(pings);
      for (const connection of all) connection.close();
    },
  };

  async function openPatiently(connection: LoadConnection): Promise<void> {
    const giveUpAt = performance.now() + options.patienceMs;
    for (let failures = 0; !stopped.signal.aborted; failures += 1) {
      try {
        await connection.open();
        if (stopped.signal.aborted) connection.close();
        return;
      } catch (error) {
        if (error instanceof ConnectionRefused) throw error;
        if (performance.now() > giveUpAt) throw new Error('the broker cannot be reached', { cause: error });
        const waitMs = toReconnectWaitMs(failures, random.next());
        await sleep(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  }

  function pingAll(): void {
    for (const connection of all) connection.ping();
  }
}
