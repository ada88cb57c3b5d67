/** Something that waits to be settled, and is released in its turn. A link of the line itself, to allocate nothing more. */
export interface Settleable {
  next: Settleable | null;
  settled: boolean;
  error: Error | null;
  release(error: Error | null): void;
}

/**
 * Releases what was handed on in the order in which it came, whatever order it settles in:
 * a connection's PUBACKs must go out in the order of its PUBLISHes (MQTT-4.6.0-2).
 */
export class Settlements {
  #first: Settleable | null = null;
  #last: Settleable | null = null;

  add(settleable: Settleable): void {
    if (this.#last === null) this.#first = settleable;
    else this.#last.next = settleable;
    this.#last = settleable;
  }

  /** A second time changes nothing. */
  settle(settleable: Settleable, error: Error | null): void {
    if (settleable.settled) return;
    settleable.settled = true;
    settleable.error = error;
    if (settleable !== this.#first) return;
    while (this.#first?.settled === true) {
      const first: Settleable = this.#first;
      // Before the release, which may add to the line or settle in it.
      this.#first = first.next;
      if (this.#first === null) this.#last = null;
      first.release(first.error);
    }
  }
}
