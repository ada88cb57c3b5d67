interface Settlement {
  next: Settlement | null;
  settled: boolean;
  error: Error | null;
  readonly release: (error: Error | null) => void;
}

/**
 * Releases what was handed on in the order in which it came, whatever order it settles in:
 * a connection's PUBACKs must go out in the order of its PUBLISHes (MQTT-4.6.0-2).
 */
export class Settlements {
  #first: Settlement | null = null;
  #last: Settlement | null = null;

  /** Takes a place in the line; the function returned settles it, and `release` is called in turn. */
  add(release: (error: Error | null) => void): (error: Error | null) => void {
    const settlement: Settlement = { next: null, settled: false, error: null, release };
    if (this.#last === null) this.#first = settlement;
    else this.#last.next = settlement;
    this.#last = settlement;
    return (error) => {
      if (settlement.settled) return;
      settlement.settled = true;
      settlement.error = error;
      if (settlement === this.#first) this.#release();
    };
  }

  #release(): void {
    while (this.#first?.settled === true) {
      const settlement = this.#first;
      // Before the release, which may add to the line or settle in it.
      this.#first = settlement.next;
      if (this.#first === null) this.#last = null;
      settlement.release(settlement.error);
    }
  }
}
