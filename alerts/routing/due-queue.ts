/** What is due when, the earliest first; of one time, the lesser id first. Dropped entries may still come up: check them. */
export interface DueQueue {
  add(at: number, id: string): void;
  /** The earliest by `now`, taken out; null when none is due. */
  take(now: number): { readonly at: number; readonly id: string } | null;
  clear(): void;
}

interface Entry {
  readonly at: number;
  readonly id: string;
}

/** A binary heap. */
export function createDueQueue(): DueQueue {
  const heap: Entry[] = [];

  function add(at: number, id: string): void {
    const entry = { at, id };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  function take(now: number): Entry | null {
    const first = heap[0];
    if (first === undefined || first.at > now) return null;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(last);
    return first;
  }

  function sink(entry: Entry): void {
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      let lesser = left;
      if (right !== undefined && isBefore(right, left)) {
        lesser = right;
        child += 1;
      }
      if (!isBefore(lesser, entry)) break;
      heap[index] = lesser;
      index = child;
    }
    heap[index] = entry;
  }

  return {
    add,
    take,
    clear() {
      heap.length = 0;
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}
