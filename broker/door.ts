import type { BrokerLimits } from './limits.ts';

/** Why a socket was closed before it had said who it is; a stable word for counting. */
export type DoorRefusal = 'waiting' | 'waiting-timeout' | 'connect-timeout';

/** A new socket, from its acceptance to its CONNACK. */
export interface Visitor {
  /** As `toAddressKey` makes it. */
  readonly address: string;
  /** With TLS: its handshake costs more of the second's pace. */
  readonly isTls: boolean;
  /** It is its turn: read it. Its clock runs from now. */
  readonly enter: () => void;
  readonly turnAway: () => void;
}

interface Waiting {
  readonly visitor: Visitor;
  readonly sinceMs: number;
}

type DoorLimits = Pick<
  BrokerLimits,
  | 'connectsPerSecondMax'
  | 'tlsConnectsPerSecondMax'
  | 'connectingMax'
  | 'connectingPerAddressMax'
  | 'connectTimeoutMs'
  | 'waitingMax'
  | 'waitingTimeoutMs'
>;

const tickMs = 20;

/**
 * Lets new sockets in at a pace, so that ten thousand devices that come back at once delay no alarm of those
 * that are in. Who has to wait is not read and not refused: addresses have their turns one after the other,
 * so that a flood from one delays its own, and a district behind one address is held to no number of its own.
 */
export class Door {
  readonly #limits: DoorLimits;
  readonly #refused: (reason: DoorRefusal) => void;
  /** By address, the one whose turn is next first. */
  readonly #queues = new Map<string, Waiting[]>();
  /** Let in, and not authenticated yet; the longest first, with the time of entry. */
  readonly #inside = new Map<Visitor, number>();
  readonly #insideOf = new Map<string, number>();
  #waiting = 0;
  /** Sockets that may enter now; below zero after a costly one. */
  #credit: number;
  #creditMs = performance.now();
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: DoorLimits, refused: (reason: DoorRefusal) => void) {
    this.#limits = limits;
    this.#refused = refused;
    this.#credit = this.#creditMax();
  }

  /** Let in, and not authenticated yet. */
  get connecting(): number {
    return this.#inside.size;
  }

  get waiting(): number {
    return this.#waiting;
  }

  arrive(visitor: Visitor): void {
    this.#earn();
    if (this.#waiting === 0 && this.#mayEnter(visitor.address)) this.#letIn(visitor);
    else this.#queue(visitor);
    this.#timer ??= setInterval(this.#tick, tickMs).unref();
  }

  /** It has authenticated or is gone; a second time changes nothing. */
  leave(visitor: Visitor): void {
    if (!this.#inside.delete(visitor)) return;
    const left = (this.#insideOf.get(visitor.address) ?? 1) - 1;
    if (left > 0) this.#insideOf.set(visitor.address, left);
    else this.#insideOf.delete(visitor.address);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const waiting = [...this.#queues.values()].flat();
    this.#queues.clear();
    this.#waiting = 0;
    for (const { visitor } of waiting) visitor.turnAway();
  }

  #creditMax(): number {
    return Math.max(this.#limits.connectsPerSecondMax / 10, 1);
  }

  #earn(): void {
    const now = performance.now();
    const earned = ((now - this.#creditMs) / 1_000) * this.#limits.connectsPerSecondMax;
    this.#creditMs = now;
    this.#credit = Math.min(this.#credit + earned, this.#creditMax());
  }

  #mayEnter(address: string): boolean {
    return (
      this.#credit > 0 &&
      this.#inside.size < this.#limits.connectingMax &&
      (this.#insideOf.get(address) ?? 0) < this.#limits.connectingPerAddressMax
    );
  }

  #letIn(visitor: Visitor): void {
    const { connectsPerSecondMax, tlsConnectsPerSecondMax } = this.#limits;
    this.#credit -= visitor.isTls ? connectsPerSecondMax / tlsConnectsPerSecondMax : 1;
    this.#inside.set(visitor, performance.now());
    this.#insideOf.set(visitor.address, (this.#insideOf.get(visitor.address) ?? 0) + 1);
    visitor.enter();
  }

  #queue(visitor: Visitor): void {
    const own = this.#queues.get(visitor.address);
    const waiting = { visitor, sinceMs: performance.now() };
    if (own === undefined) this.#queues.set(visitor.address, [waiting]);
    else own.push(waiting);
    this.#waiting += 1;
    if (this.#waiting > this.#limits.waitingMax) this.#turnAwayBeyondShare(visitor.address);
  }

  /** Whoever has more than its share; the one that came last is asked first, which is cheap in a flood. */
  #turnAwayBeyondShare(newest: string): void {
    const share = this.#limits.waitingMax / this.#queues.size;
    const exceeds = (address: string) => (this.#queues.get(address)?.length ?? 0) > share;
    const address = exceeds(newest) ? newest : [...this.#queues.keys()].find(exceeds);
    const queue = this.#queues.get(address ?? newest);
    this.#turnAway(queue?.pop(), 'waiting');
    if (queue?.length === 0) this.#queues.delete(address ?? newest);
  }

  #turnAway(waiting: Waiting | undefined, reason: DoorRefusal): void {
    if (waiting === undefined) return;
    this.#waiting -= 1;
    this.#refused(reason);
    waiting.visitor.turnAway();
  }

  readonly #tick = (): void => {
    this.#earn();
    this.#closeSlow();
    let passedOver = 0;
    while (passedOver < this.#queues.size && this.#credit > 0) {
      const [address, queue] = this.#queues.entries().next().value as [string, Waiting[]];
      // To the end of the line, whether it may or not.
      this.#queues.delete(address);
      const next = this.#mayEnter(address) ? queue.shift() : undefined;
      if (queue.length > 0) this.#queues.set(address, queue);
      if (next === undefined) {
        passedOver += 1;
        continue;
      }
      passedOver = 0;
      this.#waiting -= 1;
      this.#letIn(next.visitor);
    }
    if (this.#waiting > 0 || this.#inside.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  };

  #closeSlow(): void {
    const now = performance.now();
    for (const [visitor, sinceMs] of this.#inside) {
      if (now - sinceMs < this.#limits.connectTimeoutMs) break;
      this.#refused('connect-timeout');
      this.leave(visitor);
      visitor.turnAway();
    }
    for (const [address, queue] of this.#queues) {
      while (queue[0] !== undefined && now - queue[0].sinceMs >= this.#limits.waitingTimeoutMs)
        this.#turnAway(queue.shift(), 'waiting-timeout');
      if (queue.length === 0) this.#queues.delete(address);
    }
  }
}

/** What counts as one address: IPv4 as it is, of IPv6 the network of a subscriber (/64). */
export function toAddressKey(address: string | undefined): string {
  const text = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!text.includes(':')) return text;
  const [head = '', tail] = text.split('%')[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
