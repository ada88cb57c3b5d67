import { Type } from 'typebox';
import { damageKinds } from '../../domain/damage.ts';
import type { SystemView } from '../../domain/system.ts';
import { nullable, oneOf, Time } from './schemas.ts';

const Count = Type.Integer();
const Bytes = Type.Integer();
const NullableNumber = nullable(Type.Number());
const CanaryDelays = Type.Object({
  p50_ms: NullableNumber,
  p99_ms: nullable(Type.Number({ description: 'null: not known, or so many did not arrive' })),
  count: Count,
  missed: Count,
});
const Counts = Type.Record(Type.String(), Count);

/** How the service is, for the documents; held to `SystemView` by name. */
const systemProperties = {
  at: Time,
  version: Type.String(),
  node: Type.String(),
  startedAt: Time,
  parts: Type.Record(Type.String(), oneOf(['ok', 'degraded', 'down']), {
    description: 'as /readyz tells them',
  }),
  broker: Type.Object({
    devices: Count,
    connections: Count,
    received: Count,
    receivedBytes: Bytes,
    unaccepted: Type.Integer({ description: 'messages that were not taken: their devices keep them' }),
    unsettled: Count,
    refused: Counts,
    forbidden: Counts,
  }),
  ingest: Type.Object({ messages: Count, readings: Count, unreadable: Count, quarantined: Count }),
  journal: Type.Object({
    records: Count,
    bytesUsed: Bytes,
    bytesMax: Bytes,
    waitingBytes: Bytes,
    refused: Count,
    damagedRecords: Count,
    room: oneOf(['ample', 'scarce', 'telemetry-held', 'full']),
    roomBytes: Type.Integer({
      description: 'before telemetry is held back; negative: the reserve is in use',
    }),
    oldest_s: NullableNumber,
    commitP50_ms: NullableNumber,
    commitP99_ms: NullableNumber,
    readers: Type.Array(
      Type.Object({
        name: Type.String(),
        attached: Type.Boolean(),
        lag: Type.Integer({ description: 'records that it has not had' }),
        lag_s: nullable(
          Type.Number({ description: 'how long the oldest of those has waited; null: longer than is known' }),
        ),
      }),
    ),
  }),
  database: Type.Object({
    isAvailable: Type.Boolean(),
    since: Time,
    edition: nullable(oneOf(['community', 'apache', 'plain'])),
    storedRows: Count,
    unsaved: Counts,
    storage: nullable(
      Type.Object({
        at: Time,
        bytes: Bytes,
        tables: Type.Array(Type.Object({ name: Type.String(), bytes: Bytes })),
      }),
    ),
    rawRetention_days: Count,
  }),
  rules: Type.Object({
    setId: Type.String(),
    since: Time,
    by: Type.String(),
    on: Count,
    broken: Type.Array(Type.String(), { description: 'rules that broke and were switched off' }),
    devices: Count,
    changes: Count,
  }),
  desk: Type.Object({ openAlerts: Count, unacknowledged: Count, openIncidents: Count, openCases: Count }),
  channels: Type.Array(
    Type.Object({
      id: Type.String(),
      type: Type.String(),
      state: oneOf(['unused', 'ok', 'failing', 'broken', 'unusable']),
      sent: Count,
      failed: Count,
      waiting: Count,
    }),
  ),
  live: Type.Object({
    screens: Count,
    seq: Count,
    heldChanges: Count,
    closedForSlowness: Count,
    auditWaiting: Count,
    auditDropped: Count,
  }),
  process: Type.Object({ rssBytes: Bytes, heapUsedBytes: Bytes, cores: Count, memoryBytes: Bytes }),
  damages: Type.Array(
    Type.Object({
      kind: oneOf(damageKinds),
      subject: Type.String(),
      at: Time,
      detail: Type.String(),
      setAside: nullable(Type.String({ description: 'where the damaged thing lies now' })),
      missing: nullable(Type.Object({ first: Count, last: Count })),
      between: nullable(Type.Object({ from: nullable(Time), to: nullable(Time) })),
    }),
    { description: 'what was found damaged since the start; nothing of it was deleted' },
  ),
  disk: nullable(Type.Object({ freeBytes: Bytes, totalBytes: Bytes })),
  course: Type.Array(
    Type.Object({
      at: Time,
      messages_s: NullableNumber,
      readings_s: NullableNumber,
      storeLag: nullable(Count),
      rulesLag: Count,
      loopDelayP99_ms: Type.Number(),
      commitP99_ms: NullableNumber,
      cpu: nullable(Type.Number({ description: 'of one core' })),
      rssBytes: Bytes,
    }),
    { description: 'the last ten minutes, every 5 s, oldest first' },
  ),
  canary: nullable(
    Type.Object({
      state: oneOf(['starting', 'proven', 'unproven']),
      everyMs: Count,
      provenAt: Time,
      sent: Count,
      arrived: Count,
      missed: Type.Integer({ description: 'that did not arrive in time' }),
      delays: Type.Object({ fiveMinutes: CanaryDelays, hour: CanaryDelays, day: CanaryDelays }),
    }),
  ),
  deadMan: nullable(
    Type.Object({
      host: Type.String(),
      everyMs: Count,
      sent: Count,
      failed: Count,
      withheld: Type.Integer({
        description: 'turns at which the service was not whole, and so said nothing',
      }),
      lastSentAt: nullable(Time),
      reason: nullable(Type.String({ description: 'why the last turn was not sent' })),
    }),
  ),
} satisfies Record<keyof SystemView, unknown>;

export const SystemSchema = Type.Object(systemProperties);
