import type { Client, Pool, PoolClient } from 'pg';
import type { Area, Site } from '../domain/area.ts';
import { kindNames, kinds, type SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import { historyBatchRows, historyStatementTimeoutMs } from './limits.ts';
import { readingsTable } from './reading-columns.ts';

/** A stretch of the past. Times in ms since 1970 on the devices' clocks, `to` exclusive. */
export interface HistoryQuery {
  readonly kind: SensorKind;
  /** Only this device; null for all of the kind. */
  readonly deviceId: string | null;
  readonly from: number;
  readonly to: number;
}

/** Something that staff found to be real, from its first sign to its end, on the device's clock, ms. */
export interface RealEvent {
  readonly deviceId: string;
  readonly from: number;
  readonly to: number;
}

/** A device without its secret. */
export interface StoredDevice {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
  readonly enrolled: boolean;
  readonly disabled: boolean;
  /** ms since 1970 */
  readonly createdAt: number;
}

/** Devices and where they stand. */
export interface Catalogue {
  readonly devices: readonly StoredDevice[];
  readonly sites: readonly Site[];
  readonly areas: readonly Area[];
}

/** Reads back what was stored, for back-tests. Every function throws while the database is away. */
export interface History {
  /**
   * The stored readings, in batches, by their arrival and then by their own time: the order in which the rules
   * met them. What came beside the known metrics (`extra`) is left out.
   */
  readings(query: HistoryQuery, signal?: AbortSignal): AsyncGenerator<readonly Reading[]>;
  /** The kind of a device that has readings in the stretch; null when none is stored. */
  kindOf(deviceId: string): Promise<SensorKind | null>;
  /** First and last time of a kind's readings; null when there are none. */
  span(kind: SensorKind): Promise<{ readonly from: number; readonly to: number } | null>;
  /** Alerts that staff closed as real and that lie in the stretch. */
  realEvents(
    query: Omit<HistoryQuery, 'kind'> & { readonly kind: SensorKind | null },
  ): Promise<readonly RealEvent[]>;
  catalogue(): Promise<Catalogue>;
}

export function createHistory({ pool }: { readonly pool: Pool }): History {
  async function* readings(query: HistoryQuery, signal?: AbortSignal): AsyncGenerator<readonly Reading[]> {
    signal?.throwIfAborted();
    const client = await pool.connect();
    let isWhole = false;
    // A statement may sort for minutes: ending the connection fails it at once.
    const giveUp = (): void => void (client as unknown as Client).end().catch(() => undefined);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      // A cursor: the server sorts once and keeps the rest, whatever the length; nothing is held here.
      await client.query('begin read only');
      await client.query(`set local statement_timeout = ${historyStatementTimeoutMs}`);
      await declare(client, query);
      const metrics = kinds[query.kind].metrics.length;
      for (;;) {
        signal?.throwIfAborted();
        const { rows } = await client.query<(string | number | null)[]>({
          text: `fetch ${historyBatchRows} from history`,
          rowMode: 'array',
        });
        if (rows.length === 0) break;
        yield rows.map((row) => toReading(row, query.kind, metrics));
      }
      await client.query('commit');
      isWhole = true;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      // Somebody who stopped in the middle leaves a transaction behind: its connection is closed with it.
      client.release(!isWhole);
    }
  }

  return {
    readings,
    async kindOf(deviceId) {
      for (const kind of kindNames) {
        const { rowCount } = await pool.query(
          `select 1 from ${readingsTable(kind)} where device_id = $1 limit 1`,
          [deviceId],
        );
        if (rowCount !== 0) return kind;
      }
      return null;
    },
    async span(kind) {
      const { rows } = await pool.query<{ from: number | null; to: number | null }>(
        `select ${milliseconds('min(time)')} as from, ${milliseconds('max(time)')} as to from ${readingsTable(kind)}`,
      );
      const { from = null, to = null } = rows[0] ?? {};
      return from === null || to === null ? null : { from, to };
    },
    async realEvents({ kind, deviceId, from, to }) {
      const { rows } = await pool.query<{ deviceId: string; from: number; to: number }>(
        `select device_id as "deviceId", ${milliseconds('event_time')} as from,
           ${milliseconds('greatest(event_time, coalesce(returned_at, closed_at, event_time))')} as to
         from alerts
         where finding = 'real' and event_time >= $1 and event_time < $2
           and ($3::text is null or kind = $3) and ($4::text is null or device_id = $4)
         order by event_time`,
        [new Date(from), new Date(to), kind, deviceId],
      );
      return rows;
    },
    async catalogue() {
      const [devices, sites, areas] = await Promise.all([
        pool.query<StoredDevice>(
          `select id, kind, site_id as "siteId", name, enrolled, disabled, ${milliseconds('created_at')} as "createdAt"
           from devices order by id`,
        ),
        pool.query<Site>(
          `select id, area_code as "areaCode", name_zh as "nameZh", name_en as "nameEn",
             longitude_deg, latitude_deg from sites order by id`,
        ),
        pool.query<Area>(
          `select code, level, parent_code as "parentCode", name_zh as "nameZh", name_en as "nameEn"
           from areas order by code`,
        ),
      ]);
      return { devices: devices.rows, sites: sites.rows, areas: areas.rows };
    },
  };
}

function milliseconds(time: string): string {
  return `round(extract(epoch from ${time}) * 1000)::float8`;
}

async function declare(client: PoolClient, { kind, deviceId, from, to }: HistoryQuery): Promise<void> {
  const metrics = kinds[kind].metrics.map(({ name }) => `${name}::float8`);
  const columns = [
    'device_id',
    milliseconds('time'),
    milliseconds('received_at'),
    'seq::float8',
    'flags',
    ...metrics,
  ];
  await client.query(
    `declare history no scroll cursor for
     select ${columns.join(', ')} from ${readingsTable(kind)}
     where time >= $1 and time < $2 ${deviceId === null ? '' : 'and device_id = $3'}
     order by received_at, device_id, time, seq, fingerprint`,
    [new Date(from), new Date(to), ...(deviceId === null ? [] : [deviceId])],
  );
}

function toReading(row: readonly (string | number | null)[], kind: SensorKind, metrics: number): Reading {
  const values: number[] = [];
  for (let index = 0; index < metrics; index += 1) {
    const value = row[firstMetric + index];
    values.push(value === null || value === undefined ? NaN : Number(value));
  }
  const [deviceId, time, receivedAt, seq, flags] = row;
  return {
    kind,
    deviceId: String(deviceId),
    time: Number(time),
    receivedAt: Number(receivedAt),
    seq: seq === null || seq === undefined ? null : Number(seq),
    values,
    extra: null,
    flags: Number(flags),
  };
}

/** How many columns stand before the metrics in the cursor. */
const firstMetric = 5;
