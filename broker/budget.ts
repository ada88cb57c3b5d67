import type { BrokerLimits } from './limits.ts';

/** What the budget does with a connection's gate; kept small so that the two files do not need each other. */
export interface BudgetMember {
  /** Writes the acknowledgements that have gathered and forwards what had to wait, as far as it may. */
  flush(): void;
  /** Looks at the clock: silent, stuck inside of a packet, not reading. */
  sweep(): void;
}

/** What a connection may have unsettled however many others wait. */
const shareMin = 8;

/**
 * What all connections share: the count and bytes of PUBLISHes that nobody has settled yet, who waits for
 * room, and one clock.
 *
 * Whatever is unsettled is ahead of the alarm that comes next. So when more is offered than can be settled, room is
 * what settles within `settleTargetMs`, as measured, and connections have it in turn, a share each: the alarm of a
 * quiet device waits for one round of the others and for what is unsettled then, however much they send.
 *
 * Work that settling causes is gathered and done once per turn of the event loop:
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
  /** Of unsettled PUBLISHes at present. */
  #room: number;
  /** Whether a connection has had to wait since the last look, and what has been settled. */
  #wasShort = false;
  #settled = 0;
  #lookedAtMs = performance.now();
  /** Whose turn it is, and what one may have unsettled while others wait. */
  #turn: BudgetMember | null = null;
  #share: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: BrokerLimits) {
    this.#limits = limits;
    this.#room = limits.unsettledMax;
    this.#share = limits.unsettledPerConnectionMax;
  }

  start(sweepMs = 250): void {
    this.#timer = setInterval(() => {
      this.nowMs = performance.now();
      this.#measureRoom();
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

  /** Unsettled PUBLISHes that are allowed at present. */
  get room(): number {
    return this.#room;
  }

  /** Whether a connection may begin a PUBLISH: in its turn, or when nobody waits for one. */
  hasRoom(member: BudgetMember): boolean {
    return (this.#turn === member || this.#waiting.size === 0) && this.#hasRoomInAll();
  }

  /** What one connection may have unsettled. */
  get share(): number {
    return this.#waiting.size === 0 ? this.#limits.unsettledPerConnectionMax : this.#share;
  }

  #hasRoomInAll(): boolean {
    return this.unsettled < this.#room && this.unsettledBytes < this.#limits.unsettledBytesMax;
  }

  /** True when packets that had begun have taken so much that some must go. */
  isExhausted(): boolean {
    return this.unsettledBytes > 2 * this.#limits.unsettledBytesMax;
  }

  release(count: number, bytes: number): void {
    this.unsettled -= count;
    this.unsettledBytes -= bytes;
    this.#settled += count;
    if (this.#waiting.size > 0 && this.#hasRoomInAll()) this.#schedule();
  }

  /** A connection has as much unsettled as one may have: it waits for what is its own. */
  noteHeld(): void {
    this.#wasShort = true;
  }

  /** Flushed, in turn, once there is room in all. */
  waitForRoom(member: BudgetMember): void {
    this.#waiting.add(member);
    this.#wasShort = true;
    // It waits for its turn alone.
    if (this.#hasRoomInAll()) this.#schedule();
  }

  /** What was settled since the last look tells how much to allow, unless nobody had to wait. */
  #measureRoom(): void {
    const { settleTargetMs, unsettledMin, unsettledMax } = this.#limits;
    const spentMs = this.nowMs - this.#lookedAtMs;
    const wanted = this.#wasShort ? (this.#settled * settleTargetMs) / spentMs : 2 * this.#room;
    this.#room = Math.min(unsettledMax, Math.max(unsettledMin, Math.round(wanted)));
    this.#wasShort = this.#waiting.size > 0;
    this.#settled = 0;
    this.#lookedAtMs = this.nowMs;
    if (this.#wasShort && this.#hasRoomInAll()) this.#schedule();
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
    if (turns === 0) return;
    const { unsettledPerConnectionMax } = this.#limits;
    this.#share = Math.min(unsettledPerConnectionMax, Math.max(shareMin, Math.floor(this.#room / turns)));
    for (const member of this.#waiting) {
      if (turns-- <= 0 || !this.#hasRoomInAll()) break;
      this.#waiting.delete(member);
      this.#turn = member;
      member.flush();
    }
    this.#turn = null;
  };
}
