import type { Client } from 'pg';
import type { Alert, AlertEvent } from '../../domain/alert.ts';
import { kinds, kindNames, type SensorKind } from '../../domain/kinds.ts';
import type { Api } from '../support/api.ts';
import type { Received as Told } from '../support/inbox.ts';
import type { Received } from '../support/live-client.ts';

/** A reading as it is stored. */
export interface StoredReading {
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly time: number;
  readonly receivedAt: number;
  readonly seq: number | null;
  /** Without those that are missing. */
  readonly values: Readonly<Record<string, number>>;
}

/** A line of an alert's history as it is stored. */
export interface StoredEvent {
  readonly alertId: string;
  readonly version: number;
  readonly type: AlertEvent['type'];
  readonly by: string;
  readonly ruleId: string;
  readonly deviceId: string;
  /** Of what the rules said: which activation, when by the device's clock, how bad. */
  readonly activation: string | null;
  readonly eventTime: number | null;
  readonly severity: number | null;
  readonly retrospective: boolean;
}

export interface StoredDelivery {
  readonly id: string;
  readonly subjectId: string;
  readonly reason: string;
  readonly state: string;
}

/** What the service has on record of a run, from every place where it can be asked. */
export interface Books {
  readonly readings: readonly StoredReading[];
  readonly quarantined: number;
  readonly storedAlerts: readonly {
    readonly id: string;
    readonly operator: string;
    readonly condition: string;
  }[];
  readonly events: readonly StoredEvent[];
  readonly deliveries: readonly StoredDelivery[];
  /** Of the API: memory and database together. */
  readonly alerts: readonly Alert[];
  /** Alerts that pages were shown, at their start or as a change. */
  readonly shown: ReadonlySet<string>;
  /** Ids of the deliveries that the recipient was told, one by one or in a digest. */
  readonly told: readonly string[];
}

export async function readBooks(from: {
  readonly database: Client;
  readonly api: Api;
  readonly frames: readonly Received[];
  readonly inbox: readonly Told[];
}): Promise<Books> {
  const { database, api, frames, inbox } = from;
  const readings: StoredReading[] = [];
  for (const kind of kindNames) readings.push(...(await readReadings(database, kind)));
  const { rows: quarantined } = await database.query<{ count: number }>(
    'select count(*)::int as count from quarantine',
  );
  const { rows: storedAlerts } = await database.query<Books['storedAlerts'][number]>(
    'select id, operator_state as operator, condition from alerts',
  );
  const { rows: events } = await database.query<StoredEvent>(
    `select e.alert_id as "alertId", e.version, e.type, e.by_whom as by, a.rule_id as "ruleId",
            a.device_id as "deviceId", e.detail->>'activation' as activation,
            (e.detail->>'eventTime')::float8 as "eventTime", (e.detail->>'severity')::int as severity,
            coalesce((e.detail->>'retrospective')::boolean, false) as retrospective
     from alert_events e join alerts a on a.id = e.alert_id order by e.alert_id, e.version`,
  );
  const { rows: deliveries } = await database.query<StoredDelivery>(
    'select id, subject_id as "subjectId", reason, state from deliveries',
  );
  const { alerts } = await api.getJson<{ alerts: readonly Alert[] }>('/api/alerts?state=all&limit=1000');
  return {
    readings,
    quarantined: quarantined[0]?.count ?? 0,
    storedAlerts,
    events,
    deliveries,
    alerts,
    shown: toShown(frames),
    told: inbox.flatMap(({ body }) =>
      (Array.isArray(body) ? body : [body]).map((event: { id: string }) => event.id),
    ),
  };
}

async function readReadings(database: Client, kind: SensorKind): Promise<readonly StoredReading[]> {
  const metrics = kinds[kind].metrics.map(({ name }) => name);
  const { rows } = await database.query<Record<string, unknown>>(
    `select device_id, seq, extract(epoch from time) * 1000 as time_ms,
            extract(epoch from received_at) * 1000 as received_ms, ${metrics.join(', ')} from readings_${kind}`,
  );
  return rows.map((row) => ({
    kind,
    deviceId: String(row['device_id']),
    time: Math.round(Number(row['time_ms'])),
    receivedAt: Math.round(Number(row['received_ms'])),
    seq: row['seq'] === null ? null : Number(row['seq']),
    values: Object.fromEntries(
      metrics.flatMap((name) => (row[name] === null ? [] : [[name, Number(row[name])] as const])),
    ),
  }));
}

function toShown(frames: readonly Received[]): ReadonlySet<string> {
  const shown = new Set<string>();
  for (const { message } of frames) {
    if (message.type === 'snapshot') for (const { id } of message.alerts) shown.add(id);
    if (message.type !== 'change') continue;
    for (const change of message.changes) if (change.kind === 'alert') shown.add(change.alert.id);
  }
  return shown;
}
