import { Duplex } from 'node:stream';
import type { Budget, BudgetMember } from './budget.ts';
import { withSessionPresent } from './connack.ts';
import type { BrokerLimits } from './limits.ts';
import type { Origin } from './listeners.ts';
import { toPubacks } from './puback.ts';
import type { DeviceSession } from './session.ts';

/** Why the gate closed a connection; a stable word for counting. */
export type GateRefusal =
  | 'malformed'
  | 'not-connect'
  | 'connect-oversize'
  | 'publish-oversize'
  | 'control-oversize'
  | 'packet-timeout'
  | 'keepalive'
  | 'not-reading'
  | 'memory';

export interface GateOptions {
  /** The socket, the TLS socket, or the WebSocket as a stream. */
  readonly wire: Duplex;
  readonly limits: BrokerLimits;
  readonly budget: Budget;
  readonly origin: Origin;
  readonly opened: () => void;
  readonly refused: (gate: Gate, reason: GateRefusal) => void;
}

// MQTT 3.1.1, table 2.1
const CONNECT = 1;
const PUBLISH = 3;

// Why the wire is not read; a bit set.
const AWAITING_SETTLEMENT = 1;
const AWAITING_AEDES = 2;
const AWAITING_PEER = 4;

const lengthBytesMax = 4;

/**
 * Stands between a socket and Aedes, which takes whatever it is sent. It reads fixed headers only, and
 * forwards whole chunks while no limit is reached. At a limit it stops on the boundary of a packet and
 * does not read the socket until there is room, so that the device's own TCP holds it back.
 *
 * Every PUBLISH that goes through counts as unsettled until `settle`; those that Aedes never shows to a
 * hook are released with the connection.
 */
export class Gate extends Duplex implements BudgetMember {
  /** Set once the CONNECT was accepted. */
  phase: 'new' | 'connecting' | 'open' = 'new';
  /** Who it is, once authenticated. */
  session: DeviceSession | null = null;
  /** By the CONNECT, held to its maximum. */
  keepaliveS: number;
  /** Where it came from. */
  readonly origin: Origin;
  /** We keep a session of it: the CONNACK says so, also where Aedes, which asks for subscriptions, would not. */
  isSessionPresent = false;
  unsettled = 0;
  unsettledBytes = 0;

  readonly #wire: Duplex;
  readonly #limits: BrokerLimits;
  readonly #budget: Budget;
  readonly #opened: GateOptions['opened'];
  readonly #refused: GateOptions['refused'];
  /** Handed to somebody who will settle even after the connection is gone. */
  #lent = 0;
  #lentBytes = 0;

  // Where in the stream of packets we are.
  #type = 0;
  #lengthBytes = -1; // of the remaining length, read so far; -1: before a packet
  #length = 0;
  #bodyLeft = 0;
  #packetSinceMs = 0;

  #awaiting = 0;
  #awaitingPeerSinceMs = 0;
  #heardMs: number;
  #held: Buffer | null = null;
  #ended = false;
  #endedSinceMs = 0;
  #flushAsked = false;
  #acknowledgements: number[] = [];
  #written: (() => void) | null = null;

  constructor({ wire, limits, budget, origin, opened, refused }: GateOptions) {
    super({ allowHalfOpen: true });
    this.origin = origin;
    this.#wire = wire;
    this.#limits = limits;
    this.#budget = budget;
    this.#opened = opened;
    this.#refused = refused;
    this.#heardMs = budget.nowMs;
    this.keepaliveS = limits.keepaliveMaxS;
    budget.join(this);
    wire.on('data', this.#onData);
    wire.on('drain', this.#onDrain);
    wire.on('end', this.#onEnd);
    wire.on('error', this.#onError);
    wire.on('close', this.#onClose);
  }

  /** The CONNECT was accepted: what came behind it goes on. */
  open(): void {
    this.phase = 'open';
    this.#opened();
    this.#heardMs = this.#budget.nowMs;
    this.#askFlush();
  }

  /** Somebody keeps this PUBLISH and will `settle` it in any case. */
  lend(bytes: number): void {
    this.#lent += 1;
    this.#lentBytes += bytes;
    // What Aedes shows after the connection is gone was released with it, and counts anew.
    if (this.destroyed) this.#charge(1, bytes);
  }

  /** A PUBLISH that was lent is done with. */
  settle(bytes: number): void {
    this.#lent -= 1;
    this.#lentBytes -= bytes;
    this.unsettled -= 1;
    this.unsettledBytes -= bytes;
    this.#budget.release(1, bytes);
    if (this.#held !== null) this.#askFlush();
  }

  /** Sends a PUBACK, together with the others of this turn of the event loop. */
  acknowledge(messageId: number): void {
    this.#acknowledgements.push(messageId);
    this.#askFlush();
  }

  /** Closes at once, with a reason that is counted. */
  refuse(reason: GateRefusal): void {
    if (this.destroyed) return;
    this.#refused(this, reason);
    this.#wire.destroy();
    this.destroy();
  }

  flush(): void {
    this.#flushAsked = false;
    if (this.destroyed) return;
    if (this.#acknowledgements.length > 0) this.#writeAcknowledgements();
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    this.#forward(held);
    // Forwarding may have found another limit, or closed us.
    if (this.#held === null && !this.destroyed) {
      this.#resume(AWAITING_SETTLEMENT);
      if (this.#ended) this.push(null);
    }
  }

  sweep(): void {
    const now = this.#budget.nowMs;
    if (this.#awaiting & AWAITING_PEER) {
      if (now - this.#awaitingPeerSinceMs > this.#limits.drainTimeoutMs) this.refuse('not-reading');
      return;
    }
    if (this.#ended) {
      // The peer is gone; what it sent may still settle, but not for ever.
      if (now - this.#endedSinceMs > this.#limits.drainTimeoutMs) this.destroy();
      return;
    }
    // While we do not read, silence and half a packet are our doing.
    if (this.#awaiting !== 0 || this.phase !== 'open') return;
    if (this.#isInsidePacket() && now - this.#packetSinceMs > this.#limits.packetTimeoutMs) {
      this.refuse('packet-timeout');
    } else if (now - this.#heardMs > this.keepaliveS * 1_500) {
      this.refuse('keepalive'); // MQTT-3.1.2-24
    }
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#heardMs = this.#budget.nowMs;
    if (this.#held === null) this.#forward(chunk);
    else this.#held = Buffer.concat([this.#held, chunk]); // a pause may let one more chunk through
  };

  /** Reads the fixed headers in a chunk and hands on as much of it as may go. */
  #forward(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const step = Math.min(this.#bodyLeft, chunk.length - at);
        at += step;
        this.#bodyLeft -= step;
        if (this.#type === PUBLISH) this.#charge(0, step);
        if (this.#bodyLeft === 0) this.#lengthBytes = -1;
        continue;
      }
      const byte = chunk[at] as number;
      if (this.#lengthBytes === -1) {
        if (!this.#mayBegin(byte >> 4)) {
          if (!this.destroyed) this.#hold(chunk, at);
          return;
        }
        this.#type = byte >> 4;
        this.#lengthBytes = 0;
        this.#length = 0;
        this.#packetSinceMs = this.#budget.nowMs;
      } else {
        this.#length |= (byte & 0x7f) << (7 * this.#lengthBytes);
        this.#lengthBytes += 1;
        if ((byte & 0x80) === 0) {
          const refusal = this.#judgeLength();
          if (refusal !== null) return this.refuse(refusal);
          this.#bodyLeft = this.#length;
          if (this.#type === PUBLISH) this.#charge(1, 0);
          if (this.#type === CONNECT && this.phase === 'new') this.phase = 'connecting';
          if (this.#bodyLeft === 0) this.#lengthBytes = -1;
        } else if (this.#lengthBytes === lengthBytesMax) {
          return this.refuse('malformed');
        }
      }
      at += 1;
    }
    if (this.#isInsidePacket() && this.#budget.isExhausted()) return this.refuse('memory');
    if (!this.push(chunk)) this.#pause(AWAITING_AEDES);
  }

  #isInsidePacket(): boolean {
    return this.#lengthBytes !== -1;
  }

  #mayBegin(type: number): boolean {
    if (this.phase === 'open') return type !== PUBLISH || this.#hasRoom();
    if (this.phase === 'connecting') return false;
    if (type === CONNECT) return true;
    this.refuse('not-connect');
    return false;
  }

  #hasRoom(): boolean {
    return (
      this.unsettled < this.#budget.share &&
      this.unsettledBytes < this.#limits.unsettledBytesPerConnectionMax &&
      this.#budget.hasRoom(this)
    );
  }

  #judgeLength(): GateRefusal | null {
    if (this.phase === 'new') return this.#length > this.#limits.connectBytesMax ? 'connect-oversize' : null;
    if (this.#type === PUBLISH)
      return this.#length > this.#limits.publishBytesMax ? 'publish-oversize' : null;
    return this.#length > this.#limits.controlBytesMax ? 'control-oversize' : null;
  }

  /** Keeps the rest of a chunk, from the packet that may not begin yet, and stops reading. */
  #hold(chunk: Buffer, at: number): void {
    this.#held = at === 0 ? chunk : chunk.subarray(at);
    if (at > 0) this.push(chunk.subarray(0, at));
    this.#pause(AWAITING_SETTLEMENT);
    if (this.phase !== 'open') return;
    if (this.#budget.hasRoom(this)) this.#budget.noteHeld();
    else this.#budget.waitForRoom(this);
  }

  /** Bytes are charged as they come, so that a packet announced and never sent takes nothing from others. */
  #charge(count: number, bytes: number): void {
    this.unsettled += count;
    this.unsettledBytes += bytes;
    this.#budget.unsettled += count;
    this.#budget.unsettledBytes += bytes;
  }

  #askFlush(): void {
    if (this.#flushAsked) return;
    this.#flushAsked = true;
    this.#budget.flushSoon(this);
  }

  #writeAcknowledgements(): void {
    const packets = toPubacks(this.#acknowledgements);
    this.#acknowledgements.length = 0;
    if (this.#wire.writable && !this.#wire.write(packets)) this.#awaitPeer();
  }

  #awaitPeer(): void {
    if (!(this.#awaiting & AWAITING_PEER)) this.#awaitingPeerSinceMs = this.#budget.nowMs;
    this.#pause(AWAITING_PEER);
  }

  #pause(reason: number): void {
    if (this.#awaiting === 0) this.#wire.pause();
    this.#awaiting |= reason;
  }

  #resume(reason: number): void {
    if ((this.#awaiting & reason) === 0) return;
    this.#awaiting &= ~reason;
    if (this.#awaiting !== 0) return;
    this.#heardMs = this.#budget.nowMs;
    this.#packetSinceMs = this.#budget.nowMs;
    this.#wire.resume();
  }

  override _read(): void {
    this.#resume(AWAITING_AEDES);
  }

  // Aedes corks each packet, so both are always given whole packets and an acknowledgement never lands inside.
  override _write(chunk: Buffer, _encoding: BufferEncoding, written: () => void): void {
    this.#send(chunk, written);
  }

  override _writev(chunks: { chunk: Buffer }[], written: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), written);
  }

  #send(packets: Buffer, written: () => void): void {
    const isAnswer = this.isSessionPresent && this.phase === 'connecting';
    const chunk = isAnswer ? withSessionPresent(packets) : packets;
    if (!this.#wire.writable || this.#wire.write(chunk)) return written();
    this.#written = written;
    this.#awaitPeer();
  }

  readonly #onDrain = (): void => {
    this.#resume(AWAITING_PEER);
    const written = this.#written;
    this.#written = null;
    written?.();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#endedSinceMs = this.#budget.nowMs;
    if (this.#held === null) this.push(null);
  };

  readonly #onError = (error: Error): void => {
    this.destroy(error);
  };

  readonly #onClose = (): void => {
    // After a proper end, what was sent before it is still read; otherwise nobody is there any more.
    if (!this.#ended) this.destroy();
  };

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#budget.leave(this);
    this.#budget.release(this.unsettled - this.#lent, this.unsettledBytes - this.#lentBytes);
    this.unsettled = this.#lent;
    this.unsettledBytes = this.#lentBytes;
    this.#held = null;
    this.#acknowledgements = [];
    this.#written = null;
    this.#endWire();
    done(error);
  }

  /** Lets what was written go out (a refusing CONNACK, over TLS), but waits for no peer. */
  #endWire(): void {
    const wire = this.#wire;
    wire.off('data', this.#onData);
    if (wire.destroyed) return;
    wire.resume();
    wire.end(() => wire.destroy());
    setTimeout(() => wire.destroy(), 1_000).unref();
  }
}
