/** What the broker has counted since its start, and how full it is. */
export interface BrokerStats {
  /** Open connections, those that have not authenticated included. */
  readonly connections: number;
  readonly connecting: number;
  /** New sockets that wait for their turn. */
  readonly waiting: number;
  /** Devices that are authenticated and connected. */
  readonly devices: number;
  /** PUBLISHes that nobody has settled yet, and their bytes. */
  readonly unsettled: number;
  readonly unsettledBytes: number;
  /** Unsettled PUBLISHes that are allowed at present. */
  readonly unsettledRoom: number;
  /** Telemetry messages that came, and their bytes. */
  readonly received: number;
  readonly receivedBytes: number;
  /** Of those, how many were not accepted: their connections were closed without a PUBACK. */
  readonly unaccepted: number;
  /** Connections refused or closed by us, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** What devices tried and may not, by kind of act. */
  readonly forbidden: Readonly<Record<string, number>>;
  readonly takeOvers: number;
  readonly commandsSent: number;
  readonly commandsDropped: number;
  /** Persistent sessions given up because there were too many of devices that are away. */
  readonly sessionsForgotten: number;
}

/** Counts by name. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
