import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../../domain/alert.ts';
import { logIn, type Api } from '../support/api.ts';
import type { Chance } from './chance.ts';

/** An acknowledgement that the service said it has. */
export interface Acknowledged {
  readonly alertId: string;
  /** The alert's version after it. */
  readonly version: number;
}

export interface Staff {
  readonly acknowledged: readonly Acknowledged[];
  stop(): Promise<void>;
}

/** Somebody who acknowledges what rings, and presses again when nothing came back: with the same key. */
export function startStaff(http: string, every_ms: number, chance: Chance): Staff {
  const acknowledged: Acknowledged[] = [];
  const stopped = new AbortController();
  let api: Api | null = null;
  let presses = 0;

  async function work(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sleep(every_ms);
      try {
        api ??= await logIn(http);
        await acknowledgeOne(api);
      } catch {
        // Away: it is tried again.
      }
    }
  }

  async function acknowledgeOne(from: Api): Promise<void> {
    const { alerts } = await from.getJson<{ alerts: readonly Alert[] }>('/api/alerts?state=open&limit=100');
    const waiting = alerts.filter(({ operator }) => operator === 'unacknowledged');
    if (waiting.length === 0) return;
    const { id, version } = chance.pick(waiting);
    const key = `press-${(presses += 1)}`;
    for (let attempt = 0; attempt < 100 && !stopped.signal.aborted; attempt += 1) {
      const answer = await from
        .post(`/api/alerts/${id}/acknowledge`, { version }, { 'idempotency-key': key })
        .catch(() => null);
      if (answer === null || answer.status >= 500) {
        await sleep(every_ms);
        continue;
      }
      if (answer.status === 200) {
        const { alert } = (await answer.json()) as { alert: Alert };
        acknowledged.push({ alertId: id, version: alert.version });
      }
      return;
    }
  }

  const working = work();
  return {
    acknowledged,
    async stop() {
      stopped.abort();
      await working;
    },
  };
}
