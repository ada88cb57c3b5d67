/** What waits for a time; ties go by `order`, so that the same history is always worked off alike. */
interface Waiting<T> {
  readonly at: number;
  /** Unique and the same after a restart. */
  readonly order: number;
  readonly item: T;
}

export interface DueQueue<T> {
  push(waiting: Waiting<T>): void;
  /** Takes the earliest one that waits for `now` or before; undefined when there is none: the usual tick. */
  popDue(now: number): Waiting<T> | undefined;
  size(): number;
  clear(): void;
}

/** A binary heap. */
export function createDueQueue<T>(): DueQueue<T> {
  const heap: Waiting<T>[] = [];

  function isBefore(a: Waiting<T>, b: Waiting<T>): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  function push(waiting: Waiting<T>): void {
    let index = heap.length;
    heap.push(waiting);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(waiting, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = waiting;
  }

  function popDue(now: number): Waiting<T> | undefined {
    const top = heap[0];
    if (top === undefined || top.at > now) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(last);
    return top;
  }

  function sink(waiting: Waiting<T>): void {
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!isBefore(child, waiting)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = waiting;
  }

  return { push, popDue, size: () => heap.length, clear: () => heap.splice(0) };
}
