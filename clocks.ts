import type { FoldingReader } from './journal/folding-reader.ts';
import type { Journal } from './journal/journal.ts';
import type { ServiceClock } from './service-clock.ts';

const tick_ms = 1_000;
const snapshotEvery_ms = 10_000;

/** Time passing for the folds, and their snapshots. Returns how to stop both. */
export function startClocks(options: {
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: ServiceClock;
  /** The latest that records said it was, ms. */
  readonly recorded: () => number;
  readonly folds: readonly Pick<FoldingReader, 'save'>[];
  readonly failed: (error: unknown) => void;
}): () => Promise<void> {
  const { journal, clock, recorded, folds, failed } = options;
  const ticks = setInterval(() => {
    // After a restart: what was said before it is read in its turn.
    clock.goOnFrom(recorded());
    journal.append({ type: 'tick', at: clock.now() });
  }, tick_ms);
  let saving = Promise.resolve();
  const snapshots = setInterval(() => {
    saving = saving.then(() => Promise.all(folds.map((fold) => fold.save()))).then(() => undefined, failed);
  }, snapshotEvery_ms);
  return async () => {
    clearInterval(ticks);
    clearInterval(snapshots);
    await saving;
  };
}
