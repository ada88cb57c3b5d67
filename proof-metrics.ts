import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CanaryDelays, CanaryView, DeadManView } from './domain/canary.ts';
import type { Proving } from './proving.ts';

const prefix = 'negative_one_';
/** From what a quiet street takes to where a canary counts as missed, s. */
const buckets_s = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** What the service has proven of itself. Without a canary or an address outside, the figures say NaN or nothing. */
export function addProofMetrics(registry: Registry, proving: Pick<Proving, 'view' | 'onMeasured'>): void {
  const registers = [registry];
  const canary = (): CanaryView | null => proving.view().canary;
  const deadMan = (): DeadManView | null => proving.view().deadMan;

  const delay = new Histogram({
    name: `${prefix}canary_delay_seconds`,
    help: 'From the turn of a canary to its alert on a screen of the service, of those that arrived in time',
    buckets: buckets_s,
    registers,
  });
  proving.onMeasured((delay_ms) => delay.observe(delay_ms / 1_000));

  const quantiles: Gauge<'window' | 'quantile'> = new Gauge({
    name: `${prefix}canary_delay_quantile_seconds`,
    help: 'The same by window, missed ones counted as endless; NaN while nothing is known',
    labelNames: ['window', 'quantile'],
    registers,
    collect() {
      const delays = canary()?.delays;
      if (delays === undefined) return;
      const windows = { '5m': delays.fiveMinutes, '1h': delays.hour, '24h': delays.day };
      for (const [window, of] of Object.entries(windows)) {
        quantiles.set({ window, quantile: '0.5' }, inSeconds(of.p50_ms, of));
        quantiles.set({ window, quantile: '0.99' }, inSeconds(of.p99_ms, of));
      }
    },
  });

  function gauge(name: string, help: string, read: () => number): void {
    const metric: Gauge = new Gauge({
      name: `${prefix}${name}`,
      help,
      registers,
      collect: () => metric.set(read()),
    });
  }

  function counter(name: string, help: string, read: () => number): void {
    const metric: Counter = new Counter({
      name: `${prefix}${name}_total`,
      help,
      registers,
      collect() {
        metric.reset();
        metric.inc(read());
      },
    });
  }

  gauge('canary_proven', '1 while the way of alarms is proven, 0 while not; NaN: not tried', () => {
    const state = canary()?.state;
    return state === undefined ? Number.NaN : Number(state === 'proven');
  });
  gauge('canary_proven_timestamp_seconds', 'When a canary last arrived in time', () => {
    const view = canary();
    return view === null || view.arrived === 0 ? Number.NaN : view.provenAt / 1_000;
  });
  counter('canary_sent', 'Canaries whose turn came', () => canary()?.sent ?? 0);
  counter('canary_missed', 'Canaries that did not arrive in time', () => canary()?.missed ?? 0);
  counter('dead_man_sent', 'Dead-man signals that were taken', () => deadMan()?.sent ?? 0);
  counter('dead_man_failed', 'Dead-man signals that were not taken', () => deadMan()?.failed ?? 0);
  counter('dead_man_withheld', 'Dead-man signals not sent because the service was not whole', () => {
    return deadMan()?.withheld ?? 0;
  });
}

function inSeconds(ms: number | null, { count }: CanaryDelays): number {
  if (ms !== null) return ms / 1_000;
  return count === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
}
