import type { Logger } from 'pino';
import type { DeadManView } from '../domain/canary.ts';
import { proofLimits } from './limits.ts';

interface DeadManOptions {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly everyMs: number;
  /** Why the service is not whole; null: it is. */
  readonly unwell: () => string | null;
  readonly log: Logger;
  readonly now: () => number;
  /** For tests. */
  readonly timeoutMs?: number;
}

export interface DeadMan {
  start(): void;
  stop(): Promise<void>;
  readonly view: () => DeadManView;
}

/**
 * Tells an outside address that all is well, and says nothing where it is not: whoever listens there learns from
 * silence that something is wrong, even when this machine is gone. Nothing waits for it.
 */
export function createDeadMan(options: DeadManOptions): DeadMan {
  const { url, method, everyMs, unwell, log, now, timeoutMs = proofLimits.deadManTimeoutMs } = options;
  // The path is often the secret by which such services know their sender.
  const { host } = new URL(url);
  const stopping = new AbortController();
  let [sent, failed, withheld] = [0, 0, 0];
  let lastSentAt: number | null = null;
  let reason: string | null = 'starting';
  let turn: NodeJS.Timeout | undefined;
  let sending: Promise<void> | null = null;

  async function send(): Promise<void> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method, signal: AbortSignal.any([timeout, stopping.signal]) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`answered ${response.status}`);
  }

  /** Once when it begins and once when it ends: a signal that is missing is noticed outside. */
  function note(next: string | null): void {
    if (next !== reason && next !== null) {
      log.warn({ event: 'dead-man-silent', host, reason: next }, 'the dead-man signal is not sent');
    } else if (next === null && reason !== null) {
      log.info({ event: 'dead-man-sent', host }, 'the dead-man signal is sent');
    }
    reason = next;
  }

  async function take(): Promise<void> {
    const why = unwell();
    if (why !== null) {
      withheld += 1;
      return note(why);
    }
    try {
      await send();
      sent += 1;
      lastSentAt = now();
      note(null);
    } catch (error) {
      if (stopping.signal.aborted) return;
      failed += 1;
      note(wordFor(error));
    }
  }

  function begin(): void {
    sending ??= take().finally(() => {
      sending = null;
    });
  }

  return {
    start() {
      begin();
      turn = setInterval(begin, everyMs);
    },
    async stop() {
      clearInterval(turn);
      stopping.abort();
      await sending;
    },
    view: () => ({ host, everyMs, sent, failed, withheld, lastSentAt, reason }),
  };
}

/** Without the address, which is in the messages of some errors. */
function wordFor(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'timed out';
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? (error.message.startsWith('answered ') ? error.message : 'failed');
}
