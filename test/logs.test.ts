import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn, type Api } from './support/api.ts';
import { connectDevice } from './support/devices.ts';
import {
  adminPassword,
  createDataDirectory,
  enrolmentKey,
  startService,
  type Service,
} from './support/service.ts';

let directory: Awaited<ReturnType<typeof createDataDirectory>>;
let service: Service;
let api: Api;

const given = {
  wrongPassword: 'a-wrong-password-of-somebody',
  staffPassword: 'the-password-of-a-colleague',
  wrongKey: 'a-wrong-key-of-a-device',
  metricsToken: 'the-token-for-the-metrics',
  capToken: 'the-token-for-the-warnings',
  deadMan: 'the-path-of-the-dead-man',
  webhookToken: 'the-token-in-a-webhook',
  channelSecret: 'the-secret-of-a-channel',
  wrongBearer: 'a-wrong-token-of-a-machine',
};

beforeAll(async () => {
  directory = await createDataDirectory();
  await chmod(directory.path, 0o755);
  service = await startService({
    dataDirectory: join(directory.path, 'data'),
    environment: {
      DATABASE_URL: '',
      LOG_LEVEL: 'trace',
      CANARY_SECONDS: '1',
      METRICS_TOKEN: given.metricsToken,
      CAP_TOKEN: given.capToken,
      DEADMAN_URL: `http://127.0.0.1:9/${given.deadMan}`,
      DEADMAN_SECONDS: '1',
      CHANNEL_SECRET: given.channelSecret,
    },
  });
  api = await logIn(service.http);
});

afterAll(async () => {
  await service?.kill('SIGTERM');
  await directory?.remove();
});

it('no secret is in the log, however much of it is asked for', async () => {
  const secrets: string[] = [
    ...Object.values(given),
    adminPassword,
    enrolmentKey,
    api.cookie.split('=')[1] ?? '',
  ];
  await expect(logIn(service.http, given.wrongPassword)).rejects.toThrow('401');
  const colleague = {
    username: 'colleague',
    name: 'A',
    role: 'operator',
    language: 'en',
    password: given.staffPassword,
  };
  await json(api.post('/api/staff', colleague), 201);
  // Devices: by the enrolment key, with a wrong one, with a secret of their own, rotated.
  const device = await connectDevice(service.mqtt, 'LOG-1');
  await device.publishAsync('sensors/smoke/LOG-1/telemetry', '{"values":{"alarm":1}}', { qos: 1 });
  await expect(connectDevice(service.mqtt, 'LOG-2', { password: given.wrongKey })).rejects.toThrow(
    /refused|authorized|user name/i,
  );
  const rotated = await json<{ secret: string }>(api.post('/api/devices/LOG-1/secret', { grace_ms: 0 }), 200);
  const created = await json<{ secret: string }>(
    api.post('/api/devices', { id: 'LOG-3', kind: 'smoke' }),
    201,
  );
  secrets.push(rotated.secret, created.secret);
  await (await connectDevice(service.mqtt, 'LOG-1', { password: rotated.secret })).endAsync(true);
  await device.endAsync(true);
  // Machines outside.
  const source = { id: 'city', name: 'City', source: 'hotline12345' };
  const answered = await api.post('/api/event-sources', source);
  const told = (await answered.json()) as { token?: string };
  if (told.token !== undefined) secrets.push(told.token);
  const authorization = `Bearer ${given.wrongBearer}`;
  for (const path of ['/metrics', '/api/cap', '/api/alerts', `/c/${given.wrongBearer}`]) {
    await fetch(`${service.http}${path}`, { headers: { authorization } });
  }
  // Channels whose addresses and settings hold secrets, and that fail.
  const text = [
    'channels:',
    `  - { id: hook, type: webhook, options: { url: "http://127.0.0.1:9/in?token=${given.webhookToken}", secretEnv: CHANNEL_SECRET } }`,
  ].join('\n');
  await api.post('/api/settings?check=true', { text });
  await fetch(`${service.http}/api/settings`, {
    method: 'PUT',
    headers: { cookie: api.cookie, origin: service.http, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  await service.kill('SIGTERM');
  const log = JSON.stringify(service.log);
  expect(log).toContain('LOG-2');
  expect(secrets.filter((secret) => secret.length < 10)).toEqual([]);
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
});

async function json<T>(response: Promise<Response>, status: number): Promise<T> {
  const answer = await response;
  expect(answer.status).toBe(status);
  return (await answer.json()) as T;
}
