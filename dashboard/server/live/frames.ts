import { namedValues, type Reading } from '../../../domain/reading.ts';
import type { LiveTelemetry } from '../../live-protocol.ts';

/** A numbered change on the wire; `json`: its changes, comma-separated. */
export function changeFrame(seq: number, json: string, sentAt: number | null): Buffer {
  const sent = sentAt === null ? '' : `"sentAt":${sentAt},`;
  return Buffer.from(`{"type":"change","seq":${seq},${sent}"changes":[${json}]}`);
}

/** A reading as one change. */
export function telemetryJson(reading: Reading): string {
  const { deviceId, time, receivedAt } = reading;
  const change: LiveTelemetry = {
    kind: 'telemetry',
    deviceId,
    time,
    receivedAt,
    values: namedValues(reading),
  };
  return JSON.stringify(change);
}
