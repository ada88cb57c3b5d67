import type { BrokerLimits } from './limits.ts';

/** What the budget does with a connection's gate; kept small so that the two files do not need each other. */
export interface BudgetMember {
  /** Writes the acknowledgements that have gathered and forwards what had to wait. */
  flush(): void;
  /** Looks at the clock: silent, stuck inside of a packet, not reading. */
  sweep(): void;
}

/**
 * What all connections share: the count and bytes of PUBLISHes that nobody has settled yet, who waits for
 * room, and one clock. Work that settling causes is gathered and done once per turn of the event loop:
 * one write for the acknowledgements of a whole group commit, and never a packet into Aedes' parser while
 * it is still inside of the one before.
 */
export class Budget {
  unsettled = 0;
  unsettledBytes = 0;
  /** Milliseconds, monotonic, as coarse as the sweep: good enough for timeouts of seconds. */
  nowMs = performance.now();

  readonly #limits: BrokerLimits;
  readonly #members = new Set<BudgetMember>();
  readonly #waiting = new Set<BudgetMember>();
  #dirty: BudgetMember[] = [];
  #scheduled = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: BrokerLimits) {
    this.#limits = limits;
  }

  start(sweepMs = 250): void {
    this.#timer = setInterval(() => {
      this.nowMs = performance.now();
      for (const member of this.#members) member.sweep();
    }, sweepMs);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  join(member: BudgetMember): void {
    this.#members.add(member);
  }

  leave(member: BudgetMember): void {
    this.#members.delete(member);
    this.#waiting.delete(member);
  }

  /** Open connections. */
  size(): number {
    return this.#members.size;
  }

  hasRoom(): boolean {
    return this.unsettled < this.#limits.unsettledMax && this.unsettledBytes < this.#limits.unsettledBytesMax;
  }

  /** True when packets that had begun have taken so much that some must go. */
  isExhausted(): boolean {
    return this.unsettledBytes > 2 * this.#limits.unsettledBytesMax;
  }

  release(count: number, bytes: number): void {
    this.unsettled -= count;
    this.unsettledBytes -= bytes;
    if (this.#waiting.size > 0 && this.hasRoom()) this.#schedule();
  }

  /** Flushed, in turn, once there is room in all. */
  waitForRoom(member: BudgetMember): void {
    this.#waiting.add(member);
  }

  /** Flushed when the present callback is done. The caller sees to it that it asks only once. */
  flushSoon(member: BudgetMember): void {
    this.#dirty.push(member);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const member of dirty) member.flush();
    // A member without room again joins the end of the set, so everyone has a turn before anyone has two.
    let turns = this.#waiting.size;
    for (const member of this.#waiting) {
      if (turns-- <= 0 || !this.hasRoom()) return;
      this.#waiting.delete(member);
      member.flush();
    }
  };
}
