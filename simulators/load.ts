import type { SensorKind } from '../domain/kinds.ts';
import { parsePlainUrl } from './broker-address.ts';
import { drainTimeoutMs, windowMax } from './limits.ts';
import { createConnectionPool } from './load/connection-pool.ts';
import { createLatencyHistogram } from './load/latency-histogram.ts';
import { openLedger } from './load/ledger.ts';
import { createLoadConnection, type LoadConnection } from './load/load-connection.ts';
import { createPublishTemplate } from './load/publish-template.ts';

/** What `load` does: as many distinct readings as the broker acknowledges, or as many as asked for. */
export interface LoadOptions {
  /** `mqtt://host:port`; plain TCP only. */
  readonly url: string;
  /** A device's password; null connects without one. */
  readonly passwordOf: (deviceId: string) => string | null;
  readonly connections: number;
  /** Messages in flight per connection. */
  readonly window: number;
  readonly qos: 0 | 1;
  readonly kind: SensorKind;
  /** Messages a second over all connections; 0: as fast as acknowledgements come. */
  readonly rate_per_s: number;
  /** Sending stops after this time … */
  readonly duration_s: number;
  /** … or after this many messages, whichever comes first. */
  readonly messagesMax?: number;
  /** Devices are `{prefix}-1`, `{prefix}-2`, … */
  readonly devicePrefix: string;
  /** Where each acknowledged `device,time,seq` is appended; null for nowhere. */
  readonly ledgerPath: string | null;
  readonly seed: number;
  /** How long the broker may be away before the run fails. */
  readonly patience_s: number;
  /** Ends the sending early; what is in flight is still waited for. */
  readonly signal?: AbortSignal;
  /** Called every second while sending. */
  readonly progress?: (sent: number, acknowledged: number) => void;
}

export interface LoadResult {
  readonly connections: number;
  readonly payloadBytes: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Still without an acknowledgement when waiting ended. With QoS 0 always 0. */
  readonly unacknowledged: number;
  readonly resent: number;
  readonly reconnects: number;
  /** From the first send to the end of sending. */
  readonly duration_s: number;
  /** Acknowledged (QoS 0: sent) in that time, per second. */
  readonly perSecond: number;
  /** From a message's first send to its PUBACK; 0 with QoS 0. */
  readonly latency_ms: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
    readonly mean: number;
  };
  /** Processor time of this process while sending, s. */
  readonly cpu_s: number;
}

const rateTickMs = 2;
/** The longest that a Node timer can wait: 24.8 days. */
const timerMsMax = 2 ** 31 - 1;

/** Runs one load and resolves with what was measured. Rejects when the broker refuses or stays away. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { host, port } = parsePlainUrl(options.url);
  if (options.window < 1 || options.window > windowMax) throw new Error(`window: 1 to ${windowMax}`);
  const histogram = createLatencyHistogram();
  const ledger = options.ledgerPath === null ? null : openLedger(options.ledgerPath);
  const ended = Promise.withResolvers<void>();
  const drained = Promise.withResolvers<void>();
  const isLimitedByRate = options.rate_per_s > 0;
  let isSending = false;
  let left = options.messagesMax ?? Number.POSITIVE_INFINITY;
  let [sent, acknowledged, resent] = [0, 0, 0];

  const end = (): void => ended.resolve();
  const fail = (error: Error): void => {
    isSending = false;
    ended.reject(error);
    drained.reject(error);
  };
  // Whoever waits sees the rejection; when nobody waits any more it is not an unhandled one.
  ended.promise.catch(() => undefined);
  drained.promise.catch(() => undefined);
  const pool = createConnectionPool({
    patienceMs: options.patience_s * 1_000,
    seed: options.seed,
    reopened: roomAgain,
    failed: fail,
  });
  const connections = Array.from({ length: options.connections }, (_, index) => open(index + 1));
  try {
    await pool.openAll(connections, options.signal);
    return await measure();
  } finally {
    pool.close();
    ledger?.close();
  }

  async function measure(): Promise<LoadResult> {
    isSending = true;
    const startedAt = performance.now();
    const cpuAtStart = process.cpuUsage();
    const timers = startTimers();
    for (const connection of connections) roomAgain(connection);
    await ended.promise.finally(() => {
      isSending = false;
      for (const timer of timers) clearInterval(timer);
    });
    const inTime = options.qos === 0 ? sent : acknowledged;
    const duration_s = (performance.now() - startedAt) / 1_000;
    const cpu = process.cpuUsage(cpuAtStart);
    await waitUntilDrained();
    return {
      connections: options.connections,
      payloadBytes: templateOf('x').payloadBytes,
      sent,
      acknowledged,
      unacknowledged: options.qos === 0 ? 0 : sent - acknowledged,
      resent,
      reconnects: pool.reconnects(),
      duration_s,
      perSecond: inTime / duration_s,
      latency_ms: {
        p50: histogram.percentileMs(50),
        p95: histogram.percentileMs(95),
        p99: histogram.percentileMs(99),
        max: histogram.maxMs(),
        mean: histogram.meanMs(),
      },
      cpu_s: (cpu.user + cpu.system) / 1e6,
    };
  }

  function startTimers(): readonly NodeJS.Timeout[] {
    options.signal?.addEventListener('abort', end, { once: true });
    if (options.signal?.aborted === true) end();
    const timers = [
      setTimeout(end, Math.min(options.duration_s * 1_000, timerMsMax)),
      setInterval(() => options.progress?.(sent, acknowledged), 1_000),
    ];
    if (isLimitedByRate) timers.push(startRate());
    else if (options.qos === 0) pump();
    return timers;
  }

  /** Hands out the messages that are due, in turn, so that no connection starves. */
  function startRate(): NodeJS.Timeout {
    const startedAt = performance.now();
    let next = 0;
    let handedOut = 0;
    return setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) / 1_000) * options.rate_per_s);
      for (let full = 0; handedOut < due && full < connections.length; next += 1) {
        const connection = connections[next % connections.length];
        const given = connection === undefined ? 0 : send(connection, 1);
        handedOut += given;
        full = given === 0 ? full + 1 : 0;
      }
      // What the windows had no room for is not made up for later: the rate would rise above what was asked.
      handedOut = Math.max(handedOut, due - Math.ceil(options.rate_per_s / 10));
    }, rateTickMs);
  }

  /** QoS 0 has no acknowledgements to drive it: one round over all connections per turn of the event loop. */
  function pump(): void {
    if (!isSending) return;
    for (const connection of connections) send(connection, options.window);
    setImmediate(pump);
  }

  function roomAgain(connection: LoadConnection): void {
    if (isSending && !isLimitedByRate && options.qos === 1) send(connection, options.window);
  }

  function send(connection: LoadConnection, count: number): number {
    const given = connection.send(Math.min(count, left));
    sent += given;
    left -= given;
    if (left === 0 && options.qos === 0) ended.resolve();
    return given;
  }

  async function waitUntilDrained(): Promise<void> {
    if (options.qos === 0 || acknowledged >= sent) return;
    const timer = setTimeout(() => drained.resolve(), drainTimeoutMs);
    await drained.promise.finally(() => clearTimeout(timer));
  }

  function open(number: number): LoadConnection {
    const deviceId = `${options.devicePrefix}-${number}`;
    return createLoadConnection({
      host,
      port,
      deviceId,
      password: options.passwordOf(deviceId),
      template: templateOf(deviceId),
      window: options.window,
      qos: options.qos,
      roomAgain,
      lost: (connection) => pool.reopen(connection),
      resent: () => {
        resent += 1;
      },
      acknowledged(latencyMs, time, seq) {
        acknowledged += 1;
        histogram.record(latencyMs);
        ledger?.add(deviceId, time, seq);
        if (left === 0 && acknowledged === sent) ended.resolve();
        if (!isSending && acknowledged === sent) drained.resolve();
      },
    });
  }

  function templateOf(deviceId: string): ReturnType<typeof createPublishTemplate> {
    return createPublishTemplate({ kind: options.kind, deviceId, qos: options.qos });
  }
}
