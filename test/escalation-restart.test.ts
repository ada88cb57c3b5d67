import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../domain/alert.ts';
import { logIn, type Api } from './support/api.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { connectDevice } from './support/devices.ts';
import { createDataDirectory, startService, type Service, type ServiceOptions } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** Short steps, and a channel that leads nowhere: what is decided is looked at, not what arrives. */
const settings = `
channels:
  - { id: hook, type: webhook, options: { url: 'http://127.0.0.1:9/' } }
recipients:
  - { id: centre, name: { zh: 中心, en: Centre }, role: operationsCentre, reachedBy: [{ channel: hook }] }
  - { id: leader, name: { zh: 值班长, en: Leader }, role: staff, reachedBy: [{ channel: hook }] }
shifts:
  - { id: always, name: { zh: 全天, en: Always }, from: '00:00', to: '00:00' }
duties:
  - { shift: always, role: shiftLeader, recipient: leader }
escalations:
  - id: critical
    steps:
      - { after_s: 2, again: true }
      - { after_s: 4, tell: [{ onDuty: shiftLeader }] }
      - { after_s: 6, again: true, whistle: true }
  - { id: major, steps: [{ after_s: 600, again: true }] }
  - { id: minor, steps: [{ after_s: 600, again: true }] }
`;

interface Told {
  readonly reason: string;
  readonly recipientId: string;
  readonly createdAt: number;
}

async function toldOf(api: Api, alertId: string): Promise<readonly Told[]> {
  const { deliveries } = await api.getJson<{ deliveries: readonly Told[] }>(
    `/api/alerts/${alertId}/deliveries`,
  );
  return deliveries;
}

describe('an escalation, with the service killed in the middle', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let database: TestDatabase;
  let service: Service;

  beforeAll(async () => {
    directory = await createDataDirectory();
    database = await createTestDatabase(bestEdition());
    await writeFile(join(directory.path, 'desk.yaml'), settings);
  });
  afterAll(async () => {
    await service?.kill('SIGKILL');
    await database?.drop();
    await directory?.remove();
  });

  it('takes each step once, at its own time', async () => {
    const options: ServiceOptions = {
      dataDirectory: directory.path,
      databaseUrl: database.url,
      environment: { DESK_SETTINGS: join(directory.path, 'desk.yaml') },
    };
    service = await startService(options);
    const device = await connectDevice(service.mqtt, 'SD-1');
    await device.publishAsync('sensors/smoke/SD-1/telemetry', JSON.stringify({ values: { alarm: 1 } }), {
      qos: 1,
    });
    let api = await logIn(service.http);
    const alert = await waitFor('the alert', async () => {
      const { alerts } = await api.getJson<{ alerts: readonly Alert[] }>('/api/alerts');
      return alerts.find(({ ruleId }) => ruleId === 'smoke-alarm');
    });
    await waitFor('the first step', async () => (await toldOf(api, alert.id)).length >= 2);
    await service.kill('SIGKILL');
    device.end(true);
    service = await startService(options);
    api = await logIn(service.http);
    const told = await waitFor('the last step', async () => {
      const all = await toldOf(api, alert.id);
      return all.length >= 5 && all;
    });
    const steps = told.map(
      ({ reason, recipientId, createdAt }) => `${reason} ${recipientId} ${createdAt - alert.rangAt}`,
    );
    const expected = [
      'raised centre 0',
      'again centre 2000',
      'escalated leader 4000',
      'again centre 6000',
      'again leader 6000',
    ];
    expect(steps.toSorted()).toEqual(expected.toSorted());
    const { escalation } = await api.getJson<{ escalation: unknown }>(`/api/alerts/${alert.id}/deliveries`);
    expect(escalation).toMatchObject({ step: 3, level: 'district', isWhistled: true, nextAt: null });

    // The database has the same, once each.
    const rows = await waitFor('the database to have them', async () => {
      const found = await database.pool.query<{ reason: string; recipient_id: string; at: Date }>(
        'select reason, recipient_id, created_at as at from deliveries where subject_id = $1',
        [alert.id],
      );
      return found.rows.length >= expected.length && found.rows;
    });
    const saved = rows.map(
      ({ reason, recipient_id, at }) => `${reason} ${recipient_id} ${at.getTime() - alert.rangAt}`,
    );
    expect(saved.toSorted()).toEqual(expected.toSorted());
  }, 120_000);

  it('has its settings and their history', async () => {
    const api = await logIn(service.http);
    expect(await api.getJson('/api/settings')).toMatchObject({ by: 'files', text: settings, canTell: true });
    const { versions } = await api.getJson<{ versions: readonly unknown[] }>('/api/settings/history');
    expect(versions).toMatchObject([{ by: 'files', text: settings }]);
  });
});
