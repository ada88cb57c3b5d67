import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parser, type Packet } from 'mqtt-packet';
import { connectPacket, publishPacket } from '../support/devices.ts';
import type { Chance } from './chance.ts';
import type { DevicePlan, PlannedReading } from './plan.ts';

/** A reading as it was sent. */
export interface SentReading {
  /** By the device's clock, ms. */
  readonly time: number;
  readonly seq: number;
  readonly values: PlannedReading['values'];
}

export interface SentMessage {
  readonly deviceId: string;
  readonly kind: DevicePlan['kind'];
  readonly payload: string;
  readonly readings: readonly SentReading[];
  isAcknowledged: boolean;
}

/**
 * A device that does what a good one does: it keeps what is not acknowledged, sends it again in order when it is
 * back, and gives up a connection that has become silent.
 */
export interface FaultDevice {
  /** In the order of measuring, with what was acknowledged. */
  readonly messages: readonly SentMessage[];
  /** CONNACKs that said no. */
  readonly refusals: () => number;
  /** Resolves when everything was sent and acknowledged. */
  readonly done: Promise<void>;
  /** Loses its connection without a word. */
  breakOff(): void;
  stop(): Promise<void>;
}

const silenceMax_ms = 3_000;
/** Until a CONNACK: thousands wait for their turn, and whoever gives up goes to the end. Lines that fail are cut. */
const connackMax_ms = { direct: 30_000, throughLine: silenceMax_ms } as const;
const reconnectWait_ms = { min: 30, max: 250 } as const;

export function startFaultDevice(
  plan: DevicePlan,
  options: {
    readonly port: number;
    readonly startsAt: number;
    readonly chance: Chance;
    /** To the service itself, not through a line that may swallow everything. */
    readonly isDirect: boolean;
    /** Its own secret; without it the enrolment key. */
    readonly password?: string;
    readonly acknowledged: () => void;
  },
): FaultDevice {
  const { chance } = options;
  const messages = plan.messages.map((readings) => toMessage(plan, readings, options.startsAt));
  const finished = Promise.withResolvers<void>();
  const topic = `sensors/${plan.kind}/${plan.id}/telemetry`;
  let sent = 0;
  let firstOpen = 0;
  let refusals = 0;
  const stopped = new AbortController();
  let readyAt = performance.now();
  let socket: Socket | null = null;
  let nextDue: NodeJS.Timeout | undefined;

  async function live(): Promise<void> {
    while (!stopped.signal.aborted && firstOpen < messages.length) {
      await connectOnce().catch(() => undefined);
      await sleep(chance.integer(reconnectWait_ms.min, reconnectWait_ms.max));
    }
  }

  /** One connection, from its beginning to its end. */
  async function connectOnce(): Promise<void> {
    const wire = connect(options.port, '127.0.0.1');
    socket = wire;
    wire.setNoDelay(true);
    wire.setTimeout(connackMax_ms[options.isDirect ? 'direct' : 'throughLine'], () => {
      // A quiet device pings; here silence with something unanswered means a dead line.
      if (sent > firstOpen || !isOpen) wire.destroy();
    });
    let isOpen = false;
    const packets = parser();
    packets.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connack' && packet.returnCode === 0) {
        isOpen = true;
        wire.setTimeout(silenceMax_ms);
        for (let index = firstOpen; index < sent; index += 1) {
          if (!messages[index]!.isAcknowledged) publish(wire, index, true);
        }
        send(wire);
      } else if (packet.cmd === 'connack') {
        refusals += 1;
        wire.destroy();
      } else if (packet.cmd === 'puback') {
        acknowledge((packet.messageId ?? 0) - 1);
        if (!wire.destroyed) send(wire);
      }
    });
    wire.on('data', (chunk: Buffer) => packets.parse(chunk));
    wire.on('error', () => undefined);
    wire.write(connectPacket(plan.id, options.password));
    await once(wire, 'close').finally(() => clearTimeout(nextDue));
  }

  /** What is due and fits into the window; what is due later has a timer. */
  function send(wire: Socket): void {
    clearTimeout(nextDue);
    while (sent < messages.length && sent - firstOpen < plan.window) {
      const wait_ms = readyAt - performance.now();
      if (wait_ms > 0) {
        nextDue = setTimeout(() => send(wire), wait_ms);
        return;
      }
      publish(wire, sent, false);
      sent += 1;
      readyAt = performance.now() + (plan.waits_ms[sent] ?? 0);
    }
  }

  function publish(wire: Socket, index: number, dup: boolean): void {
    wire.write(publishPacket(topic, messages[index]!.payload, { messageId: index + 1, dup }));
  }

  function acknowledge(index: number): void {
    const message = messages[index];
    if (message === undefined || message.isAcknowledged) return;
    message.isAcknowledged = true;
    options.acknowledged();
    while (messages[firstOpen]?.isAcknowledged === true) firstOpen += 1;
    if (firstOpen === messages.length) {
      finished.resolve();
      socket?.end(Buffer.from([0xe0, 0]));
    }
  }

  const life = live();
  return {
    messages,
    refusals: () => refusals,
    done: finished.promise,
    breakOff: () => void socket?.resetAndDestroy(),
    async stop() {
      stopped.abort();
      socket?.destroy();
      await life;
    },
  };
}

function toMessage(
  { id, kind, clock_ms }: DevicePlan,
  planned: readonly PlannedReading[],
  startsAt: number,
): SentMessage {
  const readings = planned.map(({ after_ms, seq, values }) => ({
    time: startsAt + clock_ms + after_ms,
    seq,
    values,
  }));
  const payload = JSON.stringify(readings.length === 1 ? readings[0] : readings);
  return { deviceId: id, kind, payload, readings, isAcknowledged: false };
}
