import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert, AlertEvent } from '../domain/alert.ts';
import type { Case, CaseEvent } from '../domain/case.ts';
import type { Text } from '../domain/text.ts';
import { logIn, logInAs, type Api } from './support/api.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { connectDevice } from './support/devices.ts';
import { openInbox, type Inbox } from './support/inbox.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/**
 * One story from alert to archive, through the real service and its API, in both languages: smoke in a shared
 * kitchen, three recipients, nobody answers, the shift leader hears of it, a grid worker goes there, it was
 * cooking, somebody else closes it, and the detector's record and the month's report say so.
 */
const password = 'a-good-long-password';
const staff = [
  { username: 'liqiang', name: '李强', role: 'shiftLeader', language: 'zh' },
  { username: 'wangfang', name: '王芳', role: 'gridWorker', language: 'zh' },
  { username: 'helen', name: 'Helen Zhou', role: 'supervisor', language: 'en' },
] as const;

/** Escalation in seconds where the shipped settings take minutes; all else is as shipped. */
function toSettings(inbox: string): string {
  return `
channels:
  - { id: centre, type: webhook, options: { url: '${inbox}/centre' } }
  - id: text
    type: sms
    perMinute_max: 300
    options: { url: '${inbox}/text', body: '{"to": "{{phone}}", "text": "{{text}}", "id": "{{id}}"}' }
recipients:
  - id: street-centre
    name: { zh: 街道指挥中心, en: Street operations centre }
    role: operationsCentre
    at: street-1
    reachedBy: [{ channel: centre }]
  - id: property
    name: { zh: 旭日物业, en: Sunrise property company }
    role: propertyCompany
    at: community-1
    language: zh
    reachedBy: [{ channel: text, address: '13800000003' }]
  - id: committee
    name: { zh: 第一居委会, en: First neighbourhood committee }
    role: neighbourhoodCommittee
    at: community-1
    language: en
    reachedBy: [{ channel: text, address: '13800000004' }]
  - id: leader
    name: { zh: 值班长李强, en: Shift leader Li Qiang }
    role: staff
    username: liqiang
    reachedBy: [{ channel: text, address: '13800000006' }]
  - id: worker
    name: { zh: 网格员王芳, en: Grid worker Wang Fang }
    role: gridWorker
    at: grid-1
    username: wangfang
    reachedBy: [{ channel: text, address: '13800000005' }]
shifts: [{ id: all-day, name: { zh: 全天, en: All day }, from: '00:00', to: '00:00' }]
duties: [{ shift: all-day, role: shiftLeader, recipient: leader }]
escalations:
  - id: critical
    steps:
      - { after_s: 2, again: true }
      - { after_s: 3, tell: [{ onDuty: shiftLeader }] }
      - { after_s: 3600, tell: [{ levelAbove: true }], whistle: true }
`;
}

async function expectDone(response: Promise<Response>): Promise<void> {
  const answer = await response;
  expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, '']);
}

describe('smoke in a shared kitchen', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let inbox: Inbox;
  let service: Service;
  let admin: Api;
  let leader: Api;
  let worker: Api;
  let helen: Api;
  let device: MqttClient;
  const secrets = new Map<string, string>();
  const start = Date.now();
  let alertId = '';
  let caseId = '';
  let key = 0;

  const textsTo = (phone: string): readonly string[] =>
    inbox.received.flatMap(({ path, body }) => {
      const { to, text } = body as { to?: string; text?: string };
      return path === '/text' && to === phone && text !== undefined ? [text] : [];
    });
  const webhooks = (): readonly { type: string; data: { content: { title: Text; place: Text } } }[] =>
    inbox.received.flatMap(({ path, body }) => (path === '/centre' ? [body as never] : []));

  async function alertOf(api: Api): Promise<{ alert: Alert; history: readonly AlertEvent[] }> {
    return await api.getJson(`/api/alerts/${alertId}`);
  }

  async function caseOf(api: Api): Promise<{ case: Case; history: readonly CaseEvent[] }> {
    return await api.getJson(`/api/cases/${caseId}`);
  }

  async function press(api: Api, path: string, body: object): Promise<Response> {
    key += 1;
    return await api.post(path, body, { 'idempotency-key': `story-${key}` });
  }

  /** As a person does: sees the case as it is now, and presses. */
  async function doCase(api: Api, action: string, body: object = {}): Promise<Response> {
    const { version } = (await caseOf(api)).case;
    return await press(api, `/api/cases/${caseId}/${action}`, { version, ...body });
  }

  async function publish(values: object, time: number): Promise<void> {
    const message = JSON.stringify({ time, values });
    await device.publishAsync('sensors/smoke/kitchen-12/telemetry', message, { qos: 1 });
  }

  async function create(path: string, body: object): Promise<{ secret?: string }> {
    const response = await admin.post(path, body);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { secret?: string };
  }

  beforeAll(async () => {
    database = await createTestDatabase(bestEdition());
    directory = await createDataDirectory();
    inbox = await openInbox();
    const settings = join(directory.path, 'desk.yaml');
    await writeFile(settings, toSettings(inbox.url));
    service = await startService({
      dataDirectory: directory.path,
      databaseUrl: database.url,
      environment: { DESK_SETTINGS: settings },
    });
    admin = await logIn(service.http);
    for (const [code, level, parentCode, nameZh, nameEn] of [
      ['street-1', 'street', null, '朝阳街道', 'Chaoyang Street'],
      ['community-1', 'community', 'street-1', '旭日社区', 'Sunrise Community'],
      ['grid-1', 'grid', 'community-1', '一号网格', 'Grid 1'],
    ] as const) {
      await create('/api/areas', { code, level, parentCode, nameZh, nameEn });
    }
    await create('/api/sites', {
      id: 'kitchen-7',
      areaCode: 'grid-1',
      nameZh: '七号院共用厨房',
      nameEn: 'Shared kitchen, yard 7',
      longitude_deg: 116.44,
      latitude_deg: 39.92,
    });
    const made = await create('/api/devices', { id: 'kitchen-12', kind: 'smoke', siteId: 'kitchen-7' });
    secrets.set('kitchen-12', made.secret ?? '');
    for (const person of staff) await create('/api/staff', { ...person, password });
    leader = await logInAs(service.http, { username: 'liqiang', password });
    worker = await logInAs(service.http, { username: 'wangfang', password });
    helen = await logInAs(service.http, { username: 'helen', password });
    device = await connectDevice(service.mqtt, 'kitchen-12', { password: secrets.get('kitchen-12') });
    // The rules and the desk know where the detector hangs before anything happens there.
    await waitFor('the preview to name the three', async () => {
      const response = await admin.post('/api/settings/preview', {
        deviceId: 'kitchen-12',
        kind: 'smoke',
        rule: 'smoke-alarm',
        severity: 1,
      });
      const text = await response.text();
      return ['street-centre', 'property', 'committee'].every((id) => text.includes(id));
    });
  });

  afterAll(async () => {
    await device?.endAsync();
    await service?.kill('SIGTERM');
    await inbox?.close();
    await database?.drop();
    await directory?.remove();
  });

  it('is told to three at once, each in their language', async () => {
    expect(await admin.getJson('/api/settings')).toMatchObject({ fileErrors: [], canTell: true });
    await publish({ alarm: 1, obscuration_pct_m: 9, temperature_c: 31 }, start - 100_000);
    alertId = await waitFor('the alert', async () => {
      const { alerts } = await admin.getJson<{ alerts: Alert[] }>('/api/alerts');
      return alerts.find(({ ruleId }) => ruleId === 'smoke-alarm')?.id;
    });
    await waitFor('three messages', () => {
      const [first] = webhooks();
      return Promise.resolve(
        first?.type === 'negative-one.alert.raised' &&
          textsTo('13800000003').length > 0 &&
          textsTo('13800000004').length > 0,
      );
    });
    expect(webhooks()[0]?.data.content.title).toEqual({ zh: '火警', en: 'Fire alarm' });
    expect(textsTo('13800000003')[0]).toContain('火警');
    expect(textsTo('13800000004')[0]).toContain('Fire alarm');
    // The leader is not bothered yet by what three are told of.
    expect((await alertOf(admin)).alert).toMatchObject({ operator: 'unacknowledged', condition: 'active' });
  });

  it('goes again to the three and then to the shift leader when nobody answers', async () => {
    await waitFor('the shift leader to be told', () => Promise.resolve(textsTo('13800000006').length > 0));
    expect(textsTo('13800000006')[0]).toContain('火警');
    await waitFor('the three to be told again', () =>
      Promise.resolve(webhooks().length >= 2 && textsTo('13800000003').length >= 2),
    );
    const { deliveries } = await admin.getJson<{
      deliveries: { recipientId: string; reason: string; createdAt: number }[];
    }>(`/api/alerts/${alertId}/deliveries`);
    const told = deliveries.map(({ recipientId, reason }) => `${recipientId} ${reason}`).toSorted();
    expect(told).toEqual([
      'committee again',
      'committee raised',
      'leader escalated',
      'property again',
      'property raised',
      'street-centre again',
      'street-centre raised',
    ]);
    const { rangAt } = (await alertOf(admin)).alert;
    const escalated = deliveries.find(({ reason }) => reason === 'escalated');
    expect((escalated?.createdAt ?? 0) - rangAt).toBe(3_000);
  });

  it('is acknowledged by the leader, who opens a case and sends the grid worker', async () => {
    const { version } = (await alertOf(leader)).alert;
    await expectDone(press(leader, `/api/alerts/${alertId}/acknowledge`, { version }));
    const opened = await press(leader, '/api/cases', { alertIds: [alertId] });
    expect(opened.status).toBe(201);
    const { case: found } = (await opened.json()) as { case: Case };
    caseId = found.id;
    // Somebody else who opens it too is shown the same.
    const again = await press(helen, '/api/cases', { alertIds: [alertId] });
    expect([again.status, ((await again.json()) as { case: Case }).case.id]).toEqual([200, caseId]);
    await expectDone(doCase(leader, 'accept'));
    await expectDone(doCase(leader, 'dispatch', { assignee: 'wangfang' }));
    await waitFor('the grid worker to be told', () => Promise.resolve(textsTo('13800000005').length > 0));
  });

  it('is handled by the grid worker: it was cooking', async () => {
    const { tasks } = await worker.getJson<{ tasks: { case: Case }[] }>('/api/tasks');
    expect(tasks.map((task) => task.case.id)).toEqual([caseId]);
    await expectDone(doCase(worker, 'take'));
    const position = { longitude_deg: 116.4401, latitude_deg: 39.9201 };
    await expectDone(doCase(worker, 'arrive', { position }));
    await expectDone(
      doCase(worker, 'handle', { finding: 'cooking', comment: '炒菜油烟，已开窗通风，现场无明火。' }),
    );
    expect((await doCase(worker, 'check')).status).toBe(422);
  });

  it('is checked and closed by others, and the alert with it', async () => {
    for (const [index, ago_s] of [60, 45, 30, 15].entries()) {
      await publish({ alarm: 0, obscuration_pct_m: 0.4, temperature_c: 26 + index }, start - ago_s * 1_000);
    }
    await waitFor(
      'the condition to be over',
      async () => (await alertOf(helen)).alert.condition === 'normal',
    );
    await expectDone(doCase(leader, 'check'));
    await expectDone(doCase(helen, 'close', { finding: 'cooking' }));
    const closed = await caseOf(helen);
    expect(closed.case).toMatchObject({ step: 'closed', finding: 'cooking', handledBy: 'wangfang' });
    expect(closed.history.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['report', 'accept', 'dispatch', 'take', 'arrive', 'handle', 'check', 'close']),
    );
    const { alert, history } = await alertOf(helen);
    expect(alert).toMatchObject({ finding: 'cooking', closedBy: 'helen' });
    expect(alert.closedAt).not.toBeNull();
    // Nothing is without a time and an author.
    expect(history.every(({ at, by }) => at > 0 && by !== '')).toBe(true);
  });

  it("is in the detector's record", async () => {
    const detector = await waitFor('the record in the database', async () => {
      const { detectors } = await helen.getJson<{ detectors: { deviceId: string }[] }>(
        '/api/figures/detectors',
      );
      return detectors.find(({ deviceId }) => deviceId === 'kitchen-12');
    });
    // One alert is no verdict.
    expect(detector).toMatchObject({
      judged: 1,
      real: 0,
      false: 1,
      verdict: 'tooFew',
      findings: { cooking: 1 },
    });
  });

  it("is in the month's report, in both languages", async () => {
    const period = monthOf(start);
    const response = await helen.post('/api/reports', { kind: 'monthly', period, language: 'en' });
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([201, '']);
    const { id } = (await response.json()) as { id: string };
    const pageIn = async (language: string): Promise<string> =>
      await (await helen.get(`/api/reports/${id}?format=html&language=${language}`)).text();
    const [english, chinese] = [await pageIn('en'), await pageIn('zh')];
    expect(english).toContain('kitchen-12');
    expect(english).toMatch(/cooking/i);
    expect(english).toContain('Shared kitchen, yard 7');
    expect(chinese).toContain('kitchen-12');
    expect(chinese).toContain('七号院共用厨房');
    const table = await (await helen.get(`/api/reports/${id}?format=csv&language=zh`)).text();
    expect(table).toMatch(/^area,community-1,旭日社区,.*$/m);
  });
});

/** The month in Shanghai, which is eight hours ahead all year. */
function monthOf(time: number): { readonly from: number; readonly to: number } {
  const ahead_ms = 8 * 3_600_000;
  const local = new Date(time + ahead_ms);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
  return { from: Date.UTC(year, month, 1) - ahead_ms, to: Date.UTC(year, month + 1, 1) - ahead_ms };
}
