import type { Reading } from '../../domain/reading.ts';

/** Several streams of readings, each in the order of arrival, as one; holds one batch of each. */
export async function* mergeByArrival(
  streams: readonly AsyncIterable<readonly Reading[]>[],
): AsyncGenerator<Reading> {
  const heads = streams.map((stream) => createHead(stream[Symbol.asyncIterator]()));
  try {
    await Promise.all(heads.map((head) => head.fill()));
    for (;;) {
      let first: Head | null = null;
      for (const head of heads) {
        if (head.next !== null && head.next.receivedAt < (first?.next?.receivedAt ?? Infinity)) first = head;
      }
      const next = first?.next ?? null;
      if (first === null || next === null) return;
      yield next;
      if (!first.step()) await first.fill();
    }
  } finally {
    await Promise.all(heads.map((head) => head.end()));
  }
}

interface Head {
  /** Null at the end of the stream. */
  readonly next: Reading | null;
  /** False when the batch is used up. */
  step(): boolean;
  fill(): Promise<void>;
  end(): Promise<void>;
}

function createHead(stream: AsyncIterator<readonly Reading[]>): Head {
  let batch: readonly Reading[] = [];
  let index = 0;
  return {
    get next() {
      return batch[index] ?? null;
    },
    step() {
      index += 1;
      return index < batch.length;
    },
    async fill() {
      do {
        const { value, done } = await stream.next();
        [batch, index] = [done === true ? [] : value, 0];
        if (done === true) return;
      } while (batch.length === 0);
    },
    async end() {
      await stream.return?.();
    },
  };
}
