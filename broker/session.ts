import type { Client } from 'aedes';
import type { SensorKind } from '../domain/kinds.ts';
import type { Device, Fleet } from '../fleet/fleet.ts';
import { Settlements } from './settlements.ts';
import { decodeTopic, toDeviceTopics, type Channel, type DeviceTopics } from './topics.ts';

/** One device's present connection. */
export interface DeviceSession {
  readonly deviceId: string;
  readonly by: 'device' | 'enrolment';
  /** Where it was let in to enrol: by which key; null: that of the settings. */
  readonly keyId: string | null;
  readonly client: Client;
  readonly settlements: Settlements;
  /** Null until a device that enrols has said its kind. */
  kind: SensorKind | null;
  topics: DeviceTopics | null;
  /** In the fleet; false until a device that enrols has published. */
  isKnown: boolean;
  /** ms since 1970 */
  readonly connectedAt: number;
  /** As last reported. */
  online: boolean;
}

export function createSession(
  client: Client,
  {
    deviceId,
    by,
    keyId,
    device,
    connectedAt,
    online,
  }: Pick<DeviceSession, 'deviceId' | 'by' | 'keyId' | 'connectedAt' | 'online'> & {
    device: Device | undefined;
  },
): DeviceSession {
  const session: DeviceSession = {
    deviceId,
    by,
    keyId,
    client,
    settlements: new Settlements(),
    kind: null,
    topics: null,
    isKnown: device !== undefined,
    connectedAt,
    online,
  };
  if (device !== undefined) assignKind(session, device.kind);
  return session;
}

/**
 * Which of its own topics a device means, or null when it is none of them: another's, another kind's,
 * `$SYS`, a wildcard. A device let in by the enrolment key says its kind with its first topic, and is
 * enrolled by its first telemetry or status.
 */
export function judgeTopic(
  session: DeviceSession,
  topic: string,
  fleet: Pick<Fleet, 'device' | 'enrol'>,
): Channel | null {
  const decoded = decodeTopic(topic);
  if (decoded === null || decoded.deviceId !== session.deviceId) return null;
  const kind = fleet.device(session.deviceId)?.kind ?? session.kind;
  if (kind !== null && kind !== decoded.kind) return null;
  if (session.kind !== decoded.kind) assignKind(session, decoded.kind);
  const { channel } = decoded;
  if (!session.isKnown && (channel === 'telemetry' || channel === 'status')) {
    const isThere = fleet.device(session.deviceId) !== undefined;
    // The key may have run out since the CONNECT, or be for other kinds.
    if (!isThere && !fleet.enrol(session.deviceId, decoded.kind, session.keyId)) return null;
    session.isKnown = true;
  }
  return channel;
}

function assignKind(session: DeviceSession, kind: SensorKind): void {
  session.kind = kind;
  session.topics = toDeviceTopics(kind, session.deviceId);
}
