import type { PublishPacket } from 'aedes';
import type { Gate } from './gate.ts';
import type { Settleable, Settlements } from './settlements.ts';

/**
 * A PUBLISH between Aedes' question whether it may be published and the answer. One per message, so it is
 * all in one object: a place in its connection's line, what the gate lent, and whom to answer.
 */
export class Publication implements Settleable {
  next: Settleable | null = null;
  settled = false;
  error: Error | null = null;

  readonly #gate: Gate;
  readonly #packet: PublishPacket;
  readonly #respond: (error?: Error | null) => void;
  /** Given to others: settles it, from anywhere, at any time. */
  readonly settle: (error: Error | null) => void;

  constructor(gate: Gate, packet: PublishPacket, respond: (error?: Error | null) => void) {
    this.#gate = gate;
    this.#packet = packet;
    this.#respond = respond;
    const settlements = gate.session?.settlements as Settlements;
    this.settle = (error) => settlements.settle(this, error);
    gate.lend(packet.length ?? 0);
    settlements.add(this);
  }

  release(error: Error | null): void {
    const packet = this.#packet;
    this.#gate.settle(packet.length ?? 0);
    if (this.#gate.destroyed) return;
    if (error !== null) {
      this.#respond(error);
      return;
    }
    if (packet.qos === 1) {
      // The gate sends the PUBACK, one write for all that a group commit settled. To Aedes the message
      // becomes one of QoS 0, which needs no PUBACK, no queues, and no turn of the event loop.
      this.#gate.acknowledge(packet.messageId ?? 0);
      packet.qos = 0;
    }
    packet.retain = false;
    this.#respond();
  }
}
