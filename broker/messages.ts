import type { SensorKind } from '../domain/kinds.ts';

/** A telemetry message as it came; `payload` may be empty. */
export interface InboundMessage {
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly topic: string;
  readonly payload: Buffer;
  /** By our clock, ms since 1970. */
  readonly receivedAt: number;
}

/** A device came or went. */
export interface Presence {
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly online: boolean;
  readonly at: number;
}

/**
 * Takes a message on. `settled(null)` sends the PUBACK, `settled(error)` closes the connection without one.
 * It must be called once for every message, at any time, from anywhere.
 */
export type Accept = (message: InboundMessage, settled: (error: Error | null) => void) => void;
