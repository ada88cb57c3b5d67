import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert, AlertEvent } from '../domain/alert.ts';
import { logIn } from './support/api.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { connectDevice } from './support/devices.ts';
import { createDataDirectory, startService, type LogLine, type ServiceOptions } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** Ten minutes above 45 °C ring; five below return. */
const rules = JSON.stringify({
  kind: 'smoke',
  rules: [
    {
      id: 'ten-minutes-warm',
      severity: 'critical',
      latching: false,
      title: { zh: '持续高温', en: 'Warm for ten minutes' },
      advice: { zh: '查看', en: 'Look' },
      reason: 'a test',
      source: 'a test',
      when: { metric: 'temperature_c', at_least: 45, deadband: 2 },
      on_delay_s: 600,
      off_delay_s: 300,
    },
  ],
});

/** One reading every ten seconds of the device's clock, which runs as fast as they are taken in. */
const interval_ms = 10_000;
const count = 260;
/** Warm from the 40th on, but for one that is cool, so that the ten minutes begin again. */
const temperatures = Array.from({ length: count }, (_, index) => {
  if (index === 60) return 30;
  return index >= 40 && index < 200 ? 50 : 22;
});
/** In the middle of both delays, among others. */
const killsAfter = [30, 75, 100, 119, 121, 160, 215];

interface Story {
  readonly id: string;
  readonly eventTime: number;
  readonly events: readonly { readonly type: string; readonly eventTime: unknown }[];
}

describe('the service, killed in the middle of a ten-minute condition', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let rulesDirectory: string;
  const databases: TestDatabase[] = [];
  const refused: LogLine[] = [];

  beforeAll(async () => {
    directory = await createDataDirectory();
    rulesDirectory = join(directory.path, 'rules');
    await mkdir(rulesDirectory);
    await writeFile(join(rulesDirectory, 'smoke.yaml'), rules);
  });

  afterAll(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    await directory?.remove();
  });

  async function tell(name: string, start: number, kills: readonly number[]): Promise<readonly Story[]> {
    const database = await createTestDatabase(bestEdition());
    databases.push(database);
    const options: ServiceOptions = {
      dataDirectory: join(directory.path, name),
      databaseUrl: database.url,
      environment: { RULES_DIR: rulesDirectory },
    };
    let service = await startService(options);
    try {
      let device = await connectDevice(service.mqtt, 'SD-1');
      for (const [index, temperature_c] of temperatures.entries()) {
        if (kills.includes(index)) {
          // Every other time it may save what the rules remember, and has to go on from that.
          await service.kill(kills.indexOf(index) % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
          device.end(true);
          service = await startService(options);
          refused.push(...service.log.filter(({ msg }) => msg.includes('the snapshot cannot be used')));
          device = await connectDevice(service.mqtt, 'SD-1');
        }
        const message = { time: start + index * interval_ms, seq: index, values: { temperature_c } };
        await device.publishAsync('sensors/smoke/SD-1/telemetry', JSON.stringify(message), { qos: 1 });
      }
      await device.endAsync();
      const api = await logIn(service.http);
      return await waitFor('the alert to return', async () => {
        const { alerts } = await api.getJson<{ alerts: readonly Alert[] }>('/api/alerts?state=all');
        if (alerts[0]?.condition !== 'normal') return null;
        return Promise.all(
          alerts.map(async ({ id, eventTime }) => {
            const { history } = await api.getJson<{ history: readonly AlertEvent[] }>(`/api/alerts/${id}`);
            return {
              id,
              eventTime,
              events: history.map(({ type, detail }) => ({ type, eventTime: detail['eventTime'] })),
            };
          }),
        );
      });
    } finally {
      await service.kill('SIGKILL');
    }
  }

  it(`${killsAfter.length} times, tells the same as one that runs through`, async () => {
    const start = Date.now() - 7_200_000;
    const through = await tell('through', start, []);
    const killed = await tell('killed', start, killsAfter);
    expect(refused).toEqual([]);
    expect(killed).toEqual(through);
    expect(through).toMatchObject([
      {
        eventTime: start + 61 * interval_ms,
        events: [
          { type: 'raise', eventTime: start + 61 * interval_ms + 600_000 },
          { type: 'return', eventTime: start + 200 * interval_ms + 300_000 },
        ],
      },
    ]);
  }, 240_000);
});
