/** When the journal had grown to an offset. */
interface Growth {
  readonly at: number;
  readonly lastOffset: number;
}

/** Remembers how the journal grew, so that a place in it can be said as an age. */
export interface RecordAges {
  note(growth: Growth): void;
  /** How long ago the record was appended, s: between two notes by their proportion; null: before the first note. */
  ageOf(offset: number, now: Growth): number | null;
}

/** Keeps the last `notesMax` notes. */
export function createRecordAges(notesMax: number): RecordAges {
  const notes: Growth[] = [];
  return {
    note(growth) {
      notes.push(growth);
      if (notes.length > notesMax) notes.shift();
    },
    ageOf(offset, now) {
      const [first] = notes;
      if (first === undefined || offset <= first.lastOffset) return null;
      const index = notes.findIndex(({ lastOffset }) => lastOffset >= offset);
      const before = notes.at(index === -1 ? -1 : index - 1) ?? first;
      const after = index === -1 ? now : (notes[index] ?? now);
      const records = Math.max(1, after.lastOffset - before.lastOffset);
      const share = Math.min(1, (offset - before.lastOffset) / records);
      return Math.max(0, (now.at - before.at - share * (after.at - before.at)) / 1_000);
    },
  };
}
