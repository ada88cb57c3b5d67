/** What a seq was about: its alert changes as JSON, comma-separated; empty for merged ones. */
interface HeldChange {
  readonly seq: number;
  readonly json: string;
}

export interface HeldChanges {
  add(seq: number, json: string): void;
  /** Everything after `seq`, in order; null when some of it is no longer held or `seq` is of the future. */
  since(seq: number): readonly HeldChange[] | null;
  size(): number;
}

/**
 * The changes kept for clients that come back: seqs without gaps, bounded by number and by size (two bytes a
 * character). The oldest go first.
 */
export function createHeldChanges({
  changesMax,
  bytesMax,
}: {
  changesMax: number;
  bytesMax: number;
}): HeldChanges {
  const held: HeldChange[] = [];
  /** `held` starts here; what lies before is gone. Cut off now and then, for shifting each would be slow. */
  let first = 0;
  let bytes = 0;
  let lastSeq = 0;

  return {
    add(seq, json) {
      held.push({ seq, json });
      lastSeq = seq;
      bytes += json.length * 2;
      while (held.length - first > changesMax || (bytes > bytesMax && held.length - first > 1)) {
        bytes -= (held[first]?.json.length ?? 0) * 2;
        held[first] = { seq: 0, json: '' };
        first += 1;
      }
      if (first > changesMax) {
        held.splice(0, first);
        first = 0;
      }
    },
    since(seq) {
      if (seq > lastSeq || !Number.isSafeInteger(seq) || seq < 0) return null;
      if (seq === lastSeq) return [];
      const oldest = held[first]?.seq;
      if (oldest === undefined || seq < oldest - 1) return null;
      return held.slice(first + (seq - oldest + 1));
    },
    size: () => held.length - first,
  };
}
