import { Histogram, type Registry } from 'prom-client';
import type { InboundTelemetry, Settled } from './ingest/accept.ts';

/** Of telemetry messages, each so many-th is measured: at the highest rates a clock for each would cost. */
const acceptSampling = 16;
/** From less than a commit takes to more than anybody may wait, s. */
const buckets_s = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
/** The database may follow slowly: nothing waits for it, s. */
const storeBuckets_s = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];

type Accept<M> = (message: M, settled: Settled) => void;

/** How long each part of the way from sensor to screen takes. Each is given in ms; null where it is not known. */
export interface Delays {
  /** Measures a sample of what is accepted, from being taken in to being on disk. */
  timed<M extends InboundTelemetry>(accept: Accept<M>): Accept<M>;
  /** One commit of the journal. */
  readonly committed: (ms: number) => void;
  /** From the commit of a record until the rules, or the desk, are done with it. */
  readonly evaluated: (ms: number | null) => void;
  readonly folded: (ms: number | null) => void;
  /** From the desk's telling the live feed until the change is on the sockets. */
  readonly told: (ms: number) => void;
  /** From the arrival of a message until its readings are in the database. */
  readonly stored: (ms: number) => void;
  register(registry: Registry): void;
}

export function createDelays(): Delays {
  const accepted = histogram(
    'accept_delay',
    'From taking a message in until it is on disk; a sample of them',
  );
  const committed = histogram('commit_duration', 'A commit of the journal, until it is on disk');
  const evaluated = histogram('rules_delay', 'From the commit of a record until the rules are done with it');
  const folded = histogram('desk_delay', 'From the commit of a change until the desk is done with it');
  const told = histogram('live_delay', 'From the desk telling the live feed until it is on the sockets');
  const stored = histogram(
    'store_delay',
    'From the arrival of the oldest message of a batch until the database has it',
    storeBuckets_s,
  );
  const all = [accepted, committed, evaluated, folded, told, stored];
  let count = 0;

  return {
    timed: (accept) => (message, settled) => {
      count += 1;
      if (count % acceptSampling !== 0) return accept(message, settled);
      const began = performance.now();
      accept(message, (error) => {
        accepted.observe((performance.now() - began) / 1_000);
        settled(error);
      });
    },
    committed: into(committed),
    evaluated: into(evaluated),
    folded: into(folded),
    told: into(told),
    stored: into(stored),
    register(registry) {
      for (const metric of all) registry.registerMetric(metric);
    },
  };
}

function histogram(name: string, help: string, buckets: readonly number[] = buckets_s): Histogram {
  return new Histogram({ name: `negative_one_${name}_seconds`, help, buckets: [...buckets], registers: [] });
}

function into(of: Histogram): (ms: number | null) => void {
  return (ms) => {
    if (ms !== null) of.observe(Math.max(0, ms) / 1_000);
  };
}
