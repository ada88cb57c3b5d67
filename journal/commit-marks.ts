/** When the last commits were on disk, so that a reader can be told how long it took. */
export interface CommitMarks {
  /** All records up to `lastOffset` are on disk. */
  readonly note: (lastOffset: number) => void;
  /**
   * How long the record has been on disk, ms; where its commit is forgotten, at least so long. Null for one from
   * before the start of the process.
   */
  readonly since: (offset: number) => number | null;
}

/** Remembers the last `size` commits. `now` never goes back, ms. */
export function createCommitMarks(
  { size, firstOffset }: { readonly size: number; readonly firstOffset: number },
  now: () => number = () => performance.now(),
): CommitMarks {
  const offsets = new Float64Array(size);
  const times = new Float64Array(size);
  let count = 0;

  return {
    note(lastOffset) {
      offsets[count % size] = lastOffset;
      times[count % size] = now();
      count += 1;
    },
    since(offset) {
      if (offset < firstOffset) return null;
      // The one sought is among the newest as a rule: readers keep up.
      let time: number | null = null;
      for (let index = count - 1; index >= Math.max(0, count - size); index -= 1) {
        if ((offsets[index % size] ?? 0) < offset) break;
        time = times[index % size] ?? null;
      }
      return time === null ? null : now() - time;
    },
  };
}
