import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlertRoom, type AlertRoom } from '../alerts/alert-room.ts';
import { defaultDeskSettings } from '../alerts/default-settings.ts';
import { createPlanDesk } from '../alerts/plans/plan-desk.ts';
import { createPlanStore, type PlanStore } from '../alerts/plans/plan-store.ts';
import { toStepCaseId } from '../alerts/plans/step-cases.ts';
import { planFiles } from '../alerts/plans/test-plans.ts';
import { toChange } from '../alerts/test-changes.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard/server/test-support.ts';
import type { BattleMap } from '../domain/battle-map.ts';
import type { DeskSettings } from '../domain/desk-settings.ts';
import type { PlanRun } from '../domain/plan.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createTestDatabase, type TestDatabase } from './support/databases.ts';
import { waitFor } from './support/wait-for.ts';

const log = pino({ level: 'silent' });
const nasty = `<script>alert("1")</script>&'`;

const settings: DeskSettings = {
  ...defaultDeskSettings,
  channels: [{ id: 'sms', type: 'sms', options: {}, perMinute_max: 60 }],
  recipients: [
    {
      id: 'station',
      name: { zh: '海棠消防站', en: 'Begonia fire station' },
      role: 'fireStation',
      at: null,
      language: 'zh',
      username: null,
      reachedBy: [{ channel: 'sms', address: '+86-119' }],
    },
    {
      id: 'grid',
      name: { zh: `王${nasty}`, en: `Wang ${nasty}` },
      role: 'gridWorker',
      at: 'st1',
      language: 'zh',
      username: 'wang',
      reachedBy: [],
    },
  ],
};

describe('plans over HTTP, in the journal and in the database', () => {
  let db: TestDatabase;
  let room: AlertRoom;
  let store: PlanStore;
  let test: TestDashboard;
  let cookie: string;
  const records: JournalRecord[] = [];

  function take(record: JournalRecord): number {
    records.push(record);
    room.apply({ offset: records.length, record });
    return records.length;
  }

  beforeAll(async () => {
    db = await createTestDatabase();
    room = createAlertRoom({
      append: async (record) => take(record),
      initialSettings: settings,
      parseSettings: () => null,
      log,
    });
    store = createPlanStore({ database: db.database, plans: room.plans, log });
    store.start();
    const desk = createPlanDesk({
      plans: room.plans,
      store,
      cases: room.cases,
      settings: () => room.settings.current(),
      positionOf: (path) =>
        path.includes('site:s1') ? { longitude_deg: 114.05, latitude_deg: 22.54 } : null,
      isArea: (code) => code === 'st1',
      log,
    });
    await desk.takeFiles(planFiles);
    test = await startTestDashboard({ plans: desk, database: db.database });
    cookie = await test.logIn();
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', name: `Kitchen ${nasty}` });
    const path = ['site:s1', 'building:b1', 'street:st1'] as const;
    take({ type: 'placement', at: 1_800_000_000_000, deviceId: 'smoke-1', kind: 'smoke', path });
    take({ type: 'alert', change: toChange('raise') });
  });
  afterAll(async () => {
    await test.stop();
    await store.stop();
    await db.drop();
  });

  let key = 0;
  async function send(
    method: string,
    path: string,
    options: { body?: unknown; cookie?: string; headers?: Record<string, string> } = {},
  ) {
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: {
        cookie: options.cookie ?? cookie,
        'idempotency-key': `k${(key += 1)}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { response, status: response.status, text, body: isJson ? JSON.parse(text) : null };
  }

  async function logInAs(username: string, role: string): Promise<string> {
    const password = 'ten letters';
    const account = { username, name: username, password, role, language: 'en' };
    await send('POST', '/api/staff', { body: account });
    return await test.logIn(username, password);
  }

  const alertId = 'aaaaaaaaaaaaaaaaaaaa';
  let run: PlanRun;

  it('finds the plans that fit, the best first, for one thing at a time', async () => {
    const found = await send('GET', `/api/plans/for?alert=${alertId}`);
    expect(found.body.plans.map(({ id }: { id: string }) => id)).toEqual(['small', 'other']);
    expect(found.body.situation).toMatchObject({ severity: 1, deviceId: 'smoke-1' });
    const incident = room.incidents.of(alertId)!;
    expect((await send('GET', `/api/plans/for?incident=${incident.id}`)).status).toBe(200);
    expect((await send('GET', '/api/plans/for?alert=none')).status).toBe(404);
    expect((await send('GET', `/api/plans/for?alert=${alertId}&case=c`)).status).toBe(400);
    expect((await send('GET', '/api/plans/for')).status).toBe(400);
    expect((await send('GET', '/api/plans/small')).body.plan.title.en).toBe('Small fire');
    expect((await send('GET', '/api/plans/none')).status).toBe(404);
  });

  it('sets a plan in motion for an incident with one press, and once', async () => {
    const incident = room.incidents.of(alertId)!;
    const path = `/api/incidents/${incident.id}/plan`;
    const headers = { 'idempotency-key': 'once' };
    const first = await send('POST', path, { body: { planId: 'small' }, headers });
    expect(first.status).toBe(200);
    ({ run } = first.body as { run: PlanRun });
    const again = await send('POST', path, { body: { planId: 'small' }, headers });
    const other = await send('POST', path, { body: { planId: 'small' } });
    expect([again.body.run.id, other.body.run.id]).toEqual([run.id, run.id]);
    expect(room.plans.running()).toHaveLength(1);
    expect((await send('POST', path, { body: { planId: 'none' } })).status).toBe(404);
    expect((await send('POST', '/api/incidents/none/plan', { body: { planId: 'small' } })).status).toBe(404);
    const viewer = await logInAs('viewer', 'viewer');
    expect((await send('POST', path, { body: { planId: 'small' }, cookie: viewer })).status).toBe(403);
  });

  it('opened the case of its step, given to who is nearest', () => {
    const opened = room.cases.find(toStepCaseId(run.id, 'send'));
    expect(opened).toMatchObject({ step: 'dispatched', assignee: 'wang', category: 'fire', severity: 1 });
    expect(room.cases.open()).toHaveLength(1);
  });

  it('shows the battle map: people, places by distance, resources, tasks', async () => {
    const { body } = await send('GET', `/api/plan-runs/${run.id}`);
    const { map } = body as { map: BattleMap };
    expect(map.places.map(({ place, distance_m }) => [place.id, distance_m])).toEqual([
      ['h-near', 103],
      ['a-near', 334],
    ]);
    expect(map.calls).toMatchObject([{ role: 'fireStation', people: [{ id: 'station', phone: '+86-119' }] }]);
    expect(map.resources).toMatchObject([{ quantity: 2 }]);
    expect(map.tasks.map(({ id, state }) => [id, state])).toEqual([
      ['call', 'open'],
      ['send', 'open'],
      ['repair', 'open'],
      ['write', 'open'],
    ]);
    expect(map.tasks[1]).toMatchObject({ caseId: toStepCaseId(run.id, 'send'), people: [{ id: 'grid' }] });
    const viewer = await test.logIn('viewer', 'ten letters');
    const seen = await send('GET', `/api/plan-runs/${run.id}`, { cookie: viewer });
    expect(seen.body.map.calls[0].people[0]).toEqual({ ...map.calls[0]!.people[0], phone: null });
    expect((await send('GET', '/api/plan-runs/none')).status).toBe(404);
  });

  it('ticks steps off: who and when, each in their role', async () => {
    const path = `/api/plan-runs/${run.id}/steps`;
    const wang = await logInAs('wang', 'gridWorker');
    const done = { state: 'done', comment: nasty };
    const before = Date.now();
    const ticked = await send('POST', `${path}/send`, { body: done, cookie: wang });
    expect(ticked.body.run.steps[1]).toMatchObject({ state: 'done', doneBy: 'wang', comment: nasty });
    expect(ticked.body.run.steps[1].doneAt).toBeGreaterThanOrEqual(before);
    expect((await send('POST', `${path}/call`, { body: done, cookie: wang })).status).toBe(422);
    expect((await send('POST', `${path}/send`, { body: done })).status).toBe(422);
    expect((await send('POST', `${path}/none`, { body: done })).status).toBe(422);
    expect((await send('POST', `${path}/send`, { body: { state: 'undone' } })).status).toBe(200);
    expect((await send('POST', `${path}/send`, { body: done, cookie: wang })).status).toBe(200);
  });

  it('prints in either language, loads and runs nothing, and escapes what people wrote', async () => {
    for (const [lang, word] of [
      ['zh', '处置作战图'],
      ['en', 'Battle map'],
    ]) {
      const { response, text } = await send('GET', `/api/plan-runs/${run.id}/print?lang=${lang}`);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).toContain(word);
      expect(text).toContain('&lt;script&gt;');
      expect(text).not.toContain('<script');
      expect(text).not.toMatch(/\s(src|href|on\w+)=/i);
    }
    const plan = await send('GET', '/api/plans/small/print?lang=en');
    expect(plan.text).toContain('Small fire');
    expect((await send('GET', '/api/plans/none/print')).status).toBe(404);
  });

  it('changes plans as a whole: with a comment, unless they changed meanwhile or are wrong', async () => {
    const { response, body } = await send('GET', '/api/plans/files');
    const tag = response.headers.get('etag')!;
    const files = body.files as { name: string; text: string }[];
    const wrong = files.map((file) => ({
      ...file,
      text: file.text.replace('role: operator', 'role: wizard'),
    }));
    const checked = await send('POST', '/api/plans/check', { body: { files: wrong } });
    expect(checked.body.errors[0]).toMatchObject({ file: 'other.yaml', line: 6 });
    const put = (given: unknown, ifMatch: string | null, comment: string | null = 'a better plan') =>
      send('PUT', '/api/plans', {
        body: { files: given, ...(comment === null ? {} : { comment }) },
        headers: ifMatch === null ? {} : { 'if-match': ifMatch },
      });
    expect((await put(wrong, tag)).status).toBe(422);
    expect((await put(files, null)).status).toBe(428);
    expect((await put(files, tag, null)).status).toBe(400);
    const unknownArea = files.map((file) => ({
      ...file,
      text: file.text.replace('for: {}', 'for: { areas: [b9] }'),
    }));
    expect((await put(unknownArea, tag)).body.errors[0].message).toContain('b9');
    expect((await put(files.slice(0, 2), tag)).status).toBe(200);
    expect((await put(files, tag)).status).toBe(412);
    const operator = await logInAs('zhao', 'operator');
    expect((await send('GET', '/api/plans/files', { cookie: operator })).status).toBe(403);
    expect((await send('GET', '/api/plans')).body.set).toMatchObject({
      by: 'admin',
      comment: 'a better plan',
    });
    const history = await send('GET', '/api/plans/history');
    expect(history.body.sets.map(({ by }: { by: string }) => by)).toEqual(['admin', 'files', 'files']);
  });

  it('keeps sets and runs in the database, where an older version never replaces a newer one', async () => {
    await waitFor('everything saved', () => store.unsaved() === 0);
    const sets = await db.database.kysely.selectFrom('plan_sets').selectAll().orderBy('at').execute();
    expect(sets).toMatchObject([{ by_whom: 'files' }, { by_whom: 'admin', comment: 'a better plan' }]);
    const rows = await db.database.kysely.selectFrom('plan_runs').selectAll().execute();
    expect(rows).toMatchObject([{ id: run.id, plan_id: 'small', subject_type: 'incident', ended_at: null }]);
    const present = room.plans.find(run.id)!;
    expect(rows[0]?.run).toEqual(JSON.parse(JSON.stringify(present.run)));
    room.plans.outbox.runs.add(run.id, { run: { ...present.run, version: 1 }, events: [] });
    await send('POST', `/api/plan-runs/${run.id}/end`, { body: {} });
    await waitFor('the end', () => store.unsaved() === 0);
    const saved = await store.find(run.id);
    expect(saved?.run).toMatchObject({ endedBy: 'admin', version: present.run.version + 1 });
  });

  it('a room that forgot a run is answered by the database', async () => {
    const empty = createAlertRoom({
      append: async () => 1,
      initialSettings: settings,
      parseSettings: () => null,
      log,
    });
    const other = createPlanStore({ database: db.database, plans: empty.plans, log });
    expect((await other.find(run.id))?.events.at(-1)).toMatchObject({ type: 'end', by: 'admin' });
    expect(await other.runs({ state: 'all', limit: 10 })).toMatchObject([{ id: run.id }]);
    expect(await other.runs({ state: 'running', limit: 10 })).toEqual([]);
    expect((await other.heads(10)).map(({ by }) => by)).toEqual(['admin', 'files', 'files']);
  });
});
