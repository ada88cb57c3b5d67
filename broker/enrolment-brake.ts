import type { BrokerLimits } from './limits.ts';

interface Failures {
  readonly sinceMs: number;
  count: number;
}

/** Addresses remembered; beyond, the oldest is forgotten. */
const addressesMax = 10_000;

/**
 * Counts CONNECTs with wrong credentials by address. A device's own secret cannot be guessed, so devices that
 * have one are never held up by what others behind their address do wrong; an enrolment key, which people
 * choose, could be: from an address with too many failures nobody enrols for a while, right key or not.
 */
export class EnrolmentBrake {
  readonly #limits: Pick<BrokerLimits, 'failuresPerAddressMax' | 'failuresWindowMs'>;
  readonly #addresses = new Map<string, Failures>();

  constructor(limits: Pick<BrokerLimits, 'failuresPerAddressMax' | 'failuresWindowMs'>) {
    this.#limits = limits;
  }

  noteFailure(address: string, nowMs: number): void {
    const failures = this.#current(address, nowMs);
    if (failures !== undefined) {
      failures.count += 1;
      return;
    }
    this.#addresses.delete(address);
    this.#addresses.set(address, { sinceMs: nowMs, count: 1 });
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > addressesMax && oldest !== undefined) this.#addresses.delete(oldest);
  }

  isOn(address: string, nowMs: number): boolean {
    const failures = this.#current(address, nowMs);
    return failures !== undefined && failures.count >= this.#limits.failuresPerAddressMax;
  }

  #current(address: string, nowMs: number): Failures | undefined {
    const failures = this.#addresses.get(address);
    if (failures === undefined || nowMs - failures.sinceMs >= this.#limits.failuresWindowMs) return undefined;
    return failures;
  }
}
