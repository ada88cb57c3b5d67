import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestCertificate } from '../broker/test-certificate.ts';
import type { Alert } from '../domain/alert.ts';
import { logIn } from './support/api.ts';
import { createEmptyDatabase } from './support/databases.ts';
import { createDataDirectory, enrolmentKey, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

let directory: Awaited<ReturnType<typeof createDataDirectory>>;
let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let service: Service;
/** It ends tomorrow. */
const certificate = createTestCertificate();

beforeAll(async () => {
  directory = await createDataDirectory();
  database = await createEmptyDatabase('plain');
  const files = { TLS_CERT: join(directory.path, 'cert.pem'), TLS_KEY: join(directory.path, 'key.pem') };
  await writeFile(files.TLS_CERT, certificate.cert);
  await writeFile(files.TLS_KEY, certificate.key);
  service = await startService({
    dataDirectory: join(directory.path, 'data'),
    databaseUrl: database.url,
    environment: { ...files, MQTTS_PORT: '0', CANARY_SECONDS: '1' },
  });
});

afterAll(async () => {
  await service?.kill('SIGKILL');
  await database?.drop();
  await directory?.remove();
});

it('a certificate that ends soon is told of, while devices come by it and alarms are proven to arrive', async () => {
  const api = await logIn(service.http);
  const told = await waitFor('the alert about it', async () => {
    const { alerts } = await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=open');
    return alerts.find(({ ruleId }) => ruleId === 'service-certificate');
  });
  expect(told).toMatchObject({ severity: 3, title: { en: "The broker's certificate ends soon" } });
  const device = await connectAsync(service.mqtts ?? '', {
    ca: certificate.cert,
    clientId: 'smoke-tls',
    username: 'smoke-tls',
    password: enrolmentKey,
    reconnectPeriod: 0,
  });
  await device.endAsync();
  await waitFor('the way of alarms to be proven', async () => {
    const { canary } = await api.getJson<{ canary: { state: string } | null }>('/api/system');
    return canary?.state === 'proven';
  });
});
