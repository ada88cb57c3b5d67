import type { FoldingReader } from './journal/folding-reader.ts';
import type { Journal } from './journal/journal.ts';

const tick_ms = 1_000;
const snapshotEvery_ms = 10_000;

/** Time passing for the folds, and their snapshots. Returns how to stop both. */
export function startClocks(options: {
  readonly journal: Pick<Journal, 'append'>;
  readonly folds: readonly Pick<FoldingReader, 'save'>[];
  readonly failed: (error: unknown) => void;
}): () => Promise<void> {
  const { journal, folds, failed } = options;
  const ticks = setInterval(() => journal.append({ type: 'tick', at: Date.now() }), tick_ms);
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
