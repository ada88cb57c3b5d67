import { kinds, type SensorKind } from '../../domain/kinds.ts';
import type { TestDatabase } from './databases.ts';
import { preparePartitions } from '../../database/partitions.ts';
import { readingsTable } from '../../database/reading-columns.ts';
import { markForRollup } from '../../database/rollup-pending.ts';
import { inTransaction } from '../../database/rollup.ts';

/** Some of a reading, for tests. */
export interface TestReading {
  readonly deviceId: string;
  /** ms */
  readonly time: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Writes readings as the store writer does: partitions, rows and marks in one transaction. */
export async function writeReadings(
  test: TestDatabase,
  kind: SensorKind,
  readings: readonly TestReading[],
): Promise<void> {
  const metrics = kinds[kind].metrics.map(({ name }) => name);
  const columns = ['time', 'device_id', 'fingerprint', 'received_at', 'flags', ...metrics];
  const rows = readings.map(({ deviceId, time, values }, index) => ({
    time: new Date(time),
    device_id: deviceId,
    fingerprint: index,
    received_at: new Date(time),
    flags: 0,
    ...values,
  }));
  const times = readings.map(({ time }) => time);
  await inTransaction(test.pool, async (client) => {
    await preparePartitions(client, test.edition, kind, times);
    await client.query(
      `insert into ${readingsTable(kind)} (${columns.join(', ')})
       select ${columns.join(', ')} from jsonb_populate_recordset(null::${readingsTable(kind)}, $1)`,
      [JSON.stringify(rows)],
    );
    await markForRollup(client, test.edition, { kind, times });
  });
}
