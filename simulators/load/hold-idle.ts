import { once } from 'node:events';
import { parsePlainUrl } from '../broker-address.ts';
import { createConnectionPool } from './connection-pool.ts';
import { createLoadConnection } from './load-connection.ts';
import { createPublishTemplate } from './publish-template.ts';
import type { LoadOptions } from '../load.ts';

export interface IdleResult {
  readonly connections: number;
  readonly openedIn_s: number;
  readonly held_s: number;
  readonly lost: number;
}

type IdleOptions = Pick<
  LoadOptions,
  'url' | 'passwordOf' | 'connections' | 'kind' | 'devicePrefix' | 'duration_s' | 'seed' | 'patience_s'
> & { readonly signal?: AbortSignal; readonly opened?: (text: string) => void };

/** Opens connections that say nothing but PINGREQ, and holds them for `duration_s` or until the signal. */
export async function holdIdle(options: IdleOptions): Promise<IdleResult> {
  const failed = new AbortController();
  const pool = createConnectionPool({
    patienceMs: options.patience_s * 1_000,
    seed: options.seed,
    reopened: () => undefined,
    failed: (error) => failed.abort(error),
  });
  const connections = Array.from({ length: options.connections }, (_, index) => {
    const deviceId = `${options.devicePrefix}-${index + 1}`;
    return createLoadConnection({
      ...parsePlainUrl(options.url),
      deviceId,
      password: options.passwordOf(deviceId),
      template: createPublishTemplate({ kind: options.kind, deviceId, qos: 1 }),
      window: 1,
      qos: 1,
      acknowledged: () => undefined,
      resent: () => undefined,
      roomAgain: () => undefined,
      lost: (connection) => pool.reopen(connection),
    });
  });
  const startedAt = performance.now();
  try {
    await pool.openAll(connections, options.signal);
    const openedAt = performance.now();
    options.opened?.(`${options.connections} connections open`);
    await holdUntil(options, failed.signal);
    if (failed.signal.aborted) throw failed.signal.reason;
    return {
      connections: options.connections,
      openedIn_s: (openedAt - startedAt) / 1_000,
      held_s: (performance.now() - openedAt) / 1_000,
      lost: pool.reconnects(),
    };
  } finally {
    pool.close();
  }
}

async function holdUntil({ duration_s, signal }: IdleOptions, failed: AbortSignal): Promise<void> {
  const over = AbortSignal.timeout(Math.min(duration_s * 1_000, 2 ** 31 - 1));
  const any = AbortSignal.any([over, failed, ...(signal === undefined ? [] : [signal])]);
  if (!any.aborted) await once(any, 'abort');
}
