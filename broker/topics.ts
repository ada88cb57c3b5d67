import { isSensorKind, type SensorKind } from '../domain/kinds.ts';

/** What a device's topics end with. */
export type Channel = 'telemetry' | 'status' | 'command' | 'command/response';

/** A device's own topics, spelt out once so that the hot path only compares strings. */
export interface DeviceTopics {
  readonly telemetry: string;
  readonly status: string;
  readonly command: string;
  readonly response: string;
}

export function toDeviceTopics(kind: SensorKind, deviceId: string): DeviceTopics {
  const own = `sensors/${kind}/${deviceId}`;
  return {
    telemetry: `${own}/telemetry`,
    status: `${own}/status`,
    command: `${own}/command`,
    response: `${own}/command/response`,
  };
}

/**
 * Reads `sensors/{kind}/{deviceId}/{channel}`; null for anything else, `$SYS` and wildcards included.
 * Bytes that are no UTF-8 arrive as U+FFFD, which no device id holds: they are refused here too.
 */
export function decodeTopic(
  topic: string,
): { readonly kind: SensorKind; readonly deviceId: string; readonly channel: Channel } | null {
  const match =
    /^sensors\/([a-z]+)\/([A-Za-z0-9_.:-]{1,64})\/(telemetry|status|command|command\/response)$/.exec(topic);
  const [, kind, deviceId, channel] = match ?? [];
  if (kind === undefined || deviceId === undefined || channel === undefined || !isSensorKind(kind))
    return null;
  return { kind, deviceId, channel: channel as Channel };
}
