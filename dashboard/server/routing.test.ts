import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../domain/delivery.ts';
import { memoryDeliveries, memorySettings, type MemorySettings } from './test-routing.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

const delivery: Delivery = {
  id: 'd-1',
  version: 2,
  recipientId: 'company',
  recipientName: { zh: '物业', en: 'Company' },
  language: 'zh',
  routes: [
    { channelId: 'robot', address: '' },
    { channelId: 'text', address: '13800000003' },
  ],
  isUrgent: true,
  content: {
    subject: { type: 'alert', id: 'alert-1' },
    reason: 'raised',
    severity: 1,
    title: { zh: '火警', en: 'Fire alarm' },
    advice: { zh: '', en: '' },
    place: { zh: '', en: '' },
    deviceId: 'smoke-1',
    eventTime: 1,
    measured: { zh: '', en: '' },
    forecast: null,
    alertCount: 0,
    comment: null,
  },
  state: 'sent',
  routeIndex: 1,
  attempts: 1,
  nextAttemptAt: 1,
  createdAt: 1,
  sentAt: 2,
  confirmedAt: null,
  confirmedBy: null,
  lastError: null,
};

describe('settings and deliveries over HTTP', () => {
  let test: TestDashboard;
  let settings: MemorySettings;
  let cookie: string;
  let operator: string;

  beforeAll(async () => {
    const name = { zh: '物业', en: 'Company' };
    settings = memorySettings({
      recipients: [
        {
          id: 'company',
          name,
          role: 'propertyCompany',
          at: null,
          language: 'zh',
          username: null,
          reachedBy: [{ channel: 'text', address: '13800000003' }],
        },
      ],
    });
    const deliveries = memoryDeliveries(
      [delivery, { ...delivery, id: 'd-0', createdAt: 0, state: 'failed' }],
      {
        channels: [
          {
            channelId: 'text',
            state: 'broken',
            failures: 7,
            brokenSince: 3,
            lastSentAt: null,
            lastFailedAt: 4,
            lastError: 'no answer',
          },
        ],
        escalation: {
          alertId: 'alert-1',
          since: 1,
          isRunning: true,
          step: 1,
          louder: 1,
          level: 'street',
          isWhistled: false,
          toldRecipients: ['company'],
          nextAt: 60_001,
        },
      },
    );
    test = await startTestDashboard({ settings, deliveries });
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 'kitchen-1' });
    await test.fleet.upsertAreas([
      { code: 'g-1', level: 'grid', parentCode: 'c-1', nameZh: '甲', nameEn: 'A' },
      { code: 'c-1', level: 'community', parentCode: 'g-1', nameZh: '乙', nameEn: 'B' },
    ]);
    const place = { nameZh: '厨房', nameEn: 'Kitchen', longitude_deg: null, latitude_deg: null };
    await test.fleet.upsertSites([{ id: 'kitchen-1', areaCode: 'g-1', ...place }]);
    cookie = await test.logIn();
    const account = {
      username: 'li',
      name: 'Li',
      password: 'another long password',
      role: 'operator',
      language: 'zh',
    };
    await send('POST /api/staff', account);
    operator = await test.logIn('li', account.password);
  });
  afterAll(async () => {
    await test.stop();
  });

  async function send(
    call: `${'GET' | 'POST' | 'PUT'} /${string}`,
    body?: unknown,
    by = cookie,
  ): Promise<Response> {
    const [method = '', path = ''] = call.split(' ');
    return fetch(`${test.url}${path}`, {
      method,
      headers: { cookie: by, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  async function get<T>(path: `/${string}`, by = cookie): Promise<T> {
    return (await (await send(`GET ${path}`, undefined, by)).json()) as T;
  }

  it('show the settings in force; text and addresses only to those who may change them', async () => {
    const seen = await get<{ text: string | null; canTell: boolean; settings: { recipients: unknown } }>(
      '/api/settings',
    );
    expect(seen).toMatchObject({ revision: 0, by: 'files', text: '', canTell: false, fileErrors: [] });
    expect(JSON.stringify(seen.settings)).toContain('13800000003');
    const shown = await get<{ text: string | null; settings: unknown }>('/api/settings', operator);
    expect(shown.text).toBeNull();
    expect(JSON.stringify(shown.settings)).toContain('company');
    expect(JSON.stringify(shown.settings)).not.toContain('13800000003');
  });

  it('change them with a reason, refuse faults with their lines, and what is stale', async () => {
    const faulty = await send('PUT /api/settings', { text: 'fault', comment: 'try' });
    expect(faulty.status).toBe(422);
    expect(await faulty.json()).toMatchObject({
      code: 'refused',
      errors: [{ line: 2, hint: 'leave it out' }],
    });
    expect((await send('PUT /api/settings?check=true', { text: 'fault' })).status).toBe(422);
    const checked = await send('PUT /api/settings?check=true', { text: 'routes: []' });
    expect(await checked.json()).toEqual({ revision: 0, errors: [], warnings: [] });
    expect((await send('PUT /api/settings', { text: 'routes: []' })).status).toBe(422);
    expect((await send('PUT /api/settings', { text: '', comment: 'x' }, operator)).status).toBe(403);
    const done = await send('PUT /api/settings', { text: 'routes: []', comment: 'quiet', revision: 0 });
    expect(await done.json()).toMatchObject({ revision: 1 });
    const stale = await send('PUT /api/settings', { text: '', comment: 'late', revision: 0 });
    expect(stale.status).toBe(412);
    const { versions } = await get<{ versions: unknown[] }>('/api/settings/history');
    expect(versions).toMatchObject([{ revision: 1, by: 'admin', comment: 'quiet', text: 'routes: []' }, {}]);
  });

  it('preview for a device or a site, with the way up from there', async () => {
    const asked = { kind: 'smoke', rule: 'smoke-alarm', severity: 1 };
    expect((await send('POST /api/settings/preview', { ...asked, deviceId: 'smoke-1', at: 5 })).status).toBe(
      200,
    );
    expect((await send('POST /api/settings/preview', { ...asked, site: 'kitchen-1', at: 5 })).status).toBe(
      200,
    );
    const path = ['site:kitchen-1', 'grid:g-1', 'community:c-1'];
    const expected = { path, kind: 'smoke', ruleId: 'smoke-alarm', severity: 1, isForecast: false, at: 5 };
    expect(settings.previews).toEqual([expected, expected]);
    expect((await send('POST /api/settings/preview', { ...asked, deviceId: 'nobody' })).status).toBe(422);
    expect((await send('POST /api/settings/preview', { ...asked, text: 'fault' })).status).toBe(422);
  });

  it('tell who was told of an alert, without their addresses', async () => {
    const told = await get<{ deliveries: unknown[]; escalation: unknown }>('/api/alerts/alert-1/deliveries');
    expect(told).toMatchObject({
      deliveries: [{ id: 'd-1', channels: ['robot', 'text'], channelId: 'text', state: 'sent' }, {}],
      escalation: { step: 1, nextAt: 60_001 },
    });
    expect(JSON.stringify(told)).not.toContain('13800000003');
    expect(await get('/api/alerts/other/deliveries')).toEqual({ deliveries: [], escalation: null });
  });

  it('list deliveries by state and page, and the channels', async () => {
    expect(await get('/api/deliveries?state=failed')).toMatchObject({
      deliveries: [{ id: 'd-0' }],
      nextCursor: null,
    });
    const first = await get<{ nextCursor: string }>('/api/deliveries?limit=1');
    const second = await get(`/api/deliveries?limit=1&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ deliveries: [{ id: 'd-0' }] });
    expect((await send('GET /api/deliveries?cursor=nonsense')).status).toBe(400);
    expect(await get('/api/channels')).toMatchObject({ channels: [{ channelId: 'text', state: 'broken' }] });
  });
});
