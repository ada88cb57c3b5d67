import { Counter, Gauge, type Registry } from 'prom-client';

/** What is measured by labels of few values: never a device, a person or an address. */
interface Labelled<L extends string> {
  readonly labels: readonly L[];
  readonly read: () => readonly (readonly [labels: Readonly<Record<L, string>>, value: number])[];
}

/** Figures that the rooms count for themselves: they are read when somebody asks, so that a message costs nothing. */
export interface MetricsKit {
  readonly gauge: (name: string, help: string, read: () => number) => void;
  /** `_total` is added to the name. */
  readonly counter: (name: string, help: string, read: () => number) => void;
  gauges<L extends string>(name: string, help: string, of: Labelled<L>): void;
  counters<L extends string>(name: string, help: string, of: Labelled<L>): void;
}

export function createMetricsKit(registry: Registry): MetricsKit {
  const registers = [registry];

  function gauges<L extends string>(name: string, help: string, { labels: labelNames, read }: Labelled<L>) {
    const metric: Gauge = new Gauge({
      name: `negative_one_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        metric.reset();
        for (const [labels, value] of read()) metric.set(labels, value);
      },
    });
  }

  function counters<L extends string>(name: string, help: string, { labels: labelNames, read }: Labelled<L>) {
    const metric: Counter = new Counter({
      name: `negative_one_${name}_total`,
      help,
      labelNames,
      registers,
      collect() {
        metric.reset();
        for (const [labels, value] of read()) metric.inc(labels, value);
      },
    });
  }

  return {
    gauges,
    counters,
    gauge: (name, help, read) => gauges(name, help, { labels: [], read: () => [[{}, read()]] }),
    counter: (name, help, read) => counters(name, help, { labels: [], read: () => [[{}, read()]] }),
  };
}
