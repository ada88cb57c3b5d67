interface RoutedPacket {
  readonly topic: string;
  readonly qos: number;
}

type Deliver = (packet: RoutedPacket, delivered: () => void) => void;

/**
 * Aedes' message bus, reduced to what passes over it here: commands, at QoS 1, to the one device that
 * they are for. Two things follow. What is not for devices (telemetry, which the hook has handed to the
 * journal, and Aedes' own `$SYS` notices) ends here at the cost of one comparison. And nobody waits for a
 * delivery, so that a device that does not read stops nobody else; the gate closes it.
 */
export class CommandRouter {
  readonly #deliveries = new Map<string, Set<Deliver>>();

  on(topic: string, deliver: Deliver, done?: () => void): this {
    const deliveries = this.#deliveries.get(topic);
    if (deliveries === undefined) this.#deliveries.set(topic, new Set([deliver]));
    else deliveries.add(deliver);
    done?.();
    return this;
  }

  removeListener(topic: string, deliver: Deliver, done?: () => void): this {
    const deliveries = this.#deliveries.get(topic);
    deliveries?.delete(deliver);
    if (deliveries?.size === 0) this.#deliveries.delete(topic);
    done?.();
    return this;
  }

  emit(packet: RoutedPacket, done: () => void): this {
    if (packet.qos > 0) {
      for (const deliver of this.#deliveries.get(packet.topic) ?? []) deliver(packet, noop);
    }
    done();
    return this;
  }

  close(done: () => void): void {
    this.#deliveries.clear();
    done();
  }
}

function noop(): void {}
