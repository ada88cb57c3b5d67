import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { toTruthLine, type GroundTruth } from './ground-truth.ts';

/** Where ground truth is written, one JSON object a line. */
export interface TruthFile {
  write(truth: GroundTruth): void;
  /** Resolves when everything is in the file; rejects where it could not be written. */
  close(): Promise<void>;
}

/** Opens `path` anew; without a path nothing is written. */
export async function openTruthFile(path: string | undefined): Promise<TruthFile> {
  if (path === undefined) return { write: () => undefined, close: async () => undefined };
  const stream = createWriteStream(path);
  // Rejects at once where the file cannot be made, before any device is connected.
  await once(stream, 'open');
  let failure: Error | null = null;
  stream.on('error', (error) => (failure = error));
  return {
    write: (truth) => void stream.write(toTruthLine(truth)),
    async close() {
      stream.end();
      if (failure === null) await once(stream, 'close');
      if (failure !== null) throw new Error(`${path} cannot be written`, { cause: failure });
    },
  };
}
