import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../alerts/notifiers/testing.ts';
import { answerCommand } from '../simulators/device-commands.ts';
import { logIn } from './support/api.ts';
import { connectDevice } from './support/devices.ts';
import { findFreePort } from './support/ports.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** The whole service, its database away: from a detector to a webhook, a siren, a button and other systems. */
let directory: Awaited<ReturnType<typeof createDataDirectory>>;
let receiver: Receiver;
let service: Service;

beforeAll(async () => {
  directory = await createDataDirectory();
  receiver = await startReceiver();
  const settings = {
    channels: [
      { id: 'hook', type: 'webhook', options: { url: receiver.url, secretEnv: 'TEST_HOOK_SECRET' } },
      { id: 'horn', type: 'siren', options: { duration_s: 5 } },
    ],
    recipients: [
      {
        id: 'centre',
        name: { zh: '中心', en: 'Centre' },
        role: 'operationsCentre',
        reachedBy: [{ channel: 'hook' }],
      },
      {
        id: 'gate',
        name: { zh: '门口', en: 'Gate' },
        role: 'staff',
        reachedBy: [{ channel: 'horn', address: 'HORN-1' }],
      },
    ],
    routes: [
      {
        id: 'all',
        match: { severities: ['critical'] },
        tell: [{ recipient: 'centre' }, { recipient: 'gate' }],
      },
    ],
  };
  const file = join(directory.path, 'desk.yaml');
  await writeFile(file, JSON.stringify(settings));
  const httpPort = await findFreePort();
  service = await startService({
    dataDirectory: join(directory.path, 'data'),
    databaseUrl: 'postgres://nobody@127.0.0.1:9/nothing',
    httpPort,
    environment: {
      DESK_SETTINGS: file,
      PUBLIC_URL: `http://127.0.0.1:${httpPort}`,
      CAP_TOKEN: 'a-token-for-other-systems',
      TEST_HOOK_SECRET: 'a secret',
    },
  });
});
afterAll(async () => {
  await service?.kill('SIGTERM');
  await receiver?.stop();
  await directory?.remove();
});

it('an alarm is told, signed, confirmed by a button and by the siren, and readable for other systems', async () => {
  const horn = await connectDevice(service.mqtt, 'HORN-1');
  await horn.publishAsync('sensors/smoke/HORN-1/telemetry', '{"values":{"battery_pct":97}}', { qos: 1 });
  await horn.subscribeAsync('sensors/smoke/HORN-1/command', { qos: 1 });
  horn.on('message', (_topic, payload) => {
    horn.publish('sensors/smoke/HORN-1/command/response', answerCommand(payload.toString()), { qos: 1 });
  });
  const detector = await connectDevice(service.mqtt, 'SD-1');
  await detector.publishAsync('sensors/smoke/SD-1/telemetry', '{"values":{"alarm":true}}', { qos: 1 });

  const request = await waitFor('the webhook', () => receiver.requests[0]);
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = request.headers;
  const mac = createHmac('sha256', 'a secret').update(`${String(id)}.${String(time)}.${request.body}`);
  expect(signature).toBe(`v1,${mac.digest('base64')}`);
  const { data } = JSON.parse(request.body) as {
    data: { confirmUrl: string; content: { subject: { id: string } } };
  };

  const page = await fetch(data.confirmUrl);
  expect(await page.text()).toContain('确认收到');
  const pressed = await fetch(data.confirmUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  expect(await pressed.text()).toContain('已确认收到');

  const api = await logIn(service.http);
  const alertId = data.content.subject.id;
  const confirmed = await waitFor('both confirmations', async () => {
    const path = `/api/alerts/${alertId}/deliveries`;
    const { deliveries } = await api.getJson<{ deliveries: { state: string; confirmedBy: string }[] }>(path);
    const who = deliveries.filter(({ state }) => state === 'confirmed').map(({ confirmedBy }) => confirmedBy);
    return who.length >= 2 && who;
  });
  expect(confirmed.toSorted()).toEqual(['HORN-1', 'centre']);

  const warning = await fetch(`${service.http}/api/cap/${alertId}.xml`, {
    headers: { authorization: 'Bearer a-token-for-other-systems' },
  });
  expect(await warning.text()).toContain(`<identifier>${alertId}.1</identifier>`);
  const { parts } = (await (await fetch(`${service.http}/readyz`)).json()) as { parts: { channels: object } };
  expect(parts.channels).toMatchObject({
    state: 'ok',
    detail: { hook: { state: 'ok', sent: 1 }, horn: { state: 'ok', sent: 1 } },
  });
  await Promise.all([horn.endAsync(), detector.endAsync()]);
});
