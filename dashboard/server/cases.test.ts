import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { casesOf as servedCases, createCaseStore } from '../../alerts/cases/case-store.ts';
import { createTestCases, type TestCases } from '../../alerts/cases/test-cases.ts';
import type { Database } from '../../database/connection.ts';
import type { Case, CaseEvent, TrackPoint } from '../../domain/case.ts';
import type { Role } from '../../domain/roles.ts';
import type { DashboardCases } from './dependencies.ts';
import type { LiveCaseChange, LiveChange } from '../live-protocol.ts';
import { ofType, openTestClient } from './live/test-client.ts';
import { awayDatabase, sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

const staff: Readonly<Record<string, Role>> = {
  li: 'operator',
  wang: 'operator',
  zhao: 'shiftLeader',
  sun: 'gridWorker',
  zhou: 'gridWorker',
  qian: 'viewer',
};
const here = { longitude_deg: 120.15, latitude_deg: 30.28 };

interface Answer {
  readonly status: number;
  readonly body: {
    readonly case: Case & { readonly place: { readonly en: string } };
    readonly cases: readonly Case[];
    readonly history: readonly CaseEvent[];
    readonly deadlines: readonly object[];
    readonly alerts: readonly object[];
    readonly tasks: readonly { readonly case: Case; readonly next: object }[];
    readonly nextCursor: string | null;
    readonly isNew: boolean;
    readonly caseId: string;
    readonly code: string;
    readonly detail: string;
    readonly token: string;
    readonly [field: string]: unknown;
  };
}

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('cases over HTTP', () => {
  let test: TestDashboard;
  let made: TestCases;
  const cookies = new Map<string, string>();
  const tracks: TrackPoint[] = [];
  let isFull = false;

  beforeAll(async () => {
    made = createTestCases();
    const real = storedCases(made);
    const cases: DashboardCases = {
      ...real,
      act: async (action) => {
        if (isFull) throw new Error('the journal is full');
        return await real.act(action);
      },
      track: async (points) => {
        if (isFull) throw new Error('the journal is full');
        tracks.push(...points);
      },
      readTrack: async ({ username }) =>
        username === 'away' ? null : tracks.filter((one) => one.username === username),
      trackPointsMax: 2,
    };
    test = await startTestDashboard({ cases });
    made.cases.onChange((change) => test.dashboard.caseChanged(change));
    cookies.set('admin', await test.logIn());
    for (const [username, role] of Object.entries(staff)) {
      const password = 'ten letters';
      const language = username === 'sun' ? 'zh' : 'en';
      await send('admin', 'POST /api/staff', {
        body: { username, name: username, password, role, language },
      });
      cookies.set(username, await test.logIn(username, password));
    }
    await test.fleet.upsertAreas([
      { code: 'd1', level: 'district', parentCode: null, nameZh: '区', nameEn: 'District' },
      { code: 's1', level: 'street', parentCode: 'd1', nameZh: '街', nameEn: 'Street' },
      { code: 'c1', level: 'community', parentCode: 's1', nameZh: '社区', nameEn: 'Community' },
    ]);
    await test.fleet.upsertSites([
      { id: 'shop-1', areaCode: 'c1', nameZh: '面馆', nameEn: 'Noodle shop', ...here },
    ]);
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 'shop-1', name: 'Kitchen' });
  });
  afterAll(() => test.stop());
  beforeEach(() => {
    isFull = false;
  });

  let keys = 0;
  /** `what` is method and path. */
  async function send(who: string | null, what: string, asked: Asked = {}): Promise<Answer> {
    keys += 1;
    const { body, headers = {} } = asked;
    const [method = '', path = ''] = what.split(' ');
    const cookie = who === null ? undefined : cookies.get(who);
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'idempotency-key': `k${keys}`,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
  }

  async function act(
    who: string,
    [id, action]: readonly [string, string],
    body: object = {},
  ): Promise<Answer> {
    const version = made.cases.find(id)?.version ?? 1;
    return await send(who, `POST /api/cases/${id}/${action}`, { body: { version, ...body } });
  }

  it('takes an alert from dispatch to archive, by the people whose steps they are', async () => {
    test.alerts.put(sampleAlert({ id: 'a1', displayedSeverity: 1 }));
    const opened = await send('li', 'POST /api/cases', { body: { alertIds: ['a1'] } });
    expect(opened).toMatchObject({
      status: 201,
      body: {
        isNew: true,
        case: {
          title: 'Fire alarm',
          source: 'sensor',
          category: 'fire',
          severity: 1,
          deviceId: 'smoke-1',
          path: ['site:shop-1', 'community:c1', 'street:s1', 'district:d1'],
          position: here,
          level: 'street',
          place: { en: 'Street · Community · Noodle shop · Kitchen' },
        },
      },
    });
    const { id } = opened.body.case;
    const again = await send('wang', 'POST /api/cases', { body: { alertIds: ['a1'] } });
    expect([again.status, again.body.isNew, again.body.case.id]).toEqual([200, false, id]);

    expect((await act('li', [id, 'accept'])).status).toBe(200);
    expect(await act('li', [id, 'dispatch'], { assignee: 'nobody' })).toMatchObject({
      status: 422,
      body: { code: 'no-such-person' },
    });
    expect((await act('li', [id, 'dispatch'], { assignee: 'qian' })).status).toBe(422);
    expect((await act('li', [id, 'dispatch'], { assignee: 'sun' })).status).toBe(200);
    const tasks = await send('sun', 'GET /api/tasks');
    expect(tasks.body.tasks).toMatchObject([
      { case: { id }, next: { action: 'take', words: { zh: '接单' } } },
    ]);
    expect((await send('zhou', 'GET /api/tasks')).body.tasks).toEqual([]);

    expect(await act('zhou', [id, 'take'])).toMatchObject({
      status: 422,
      body: { code: 'refused', detail: 'This task is not assigned to you.' },
    });
    expect((await act('qian', [id, 'take'])).status).toBe(403);
    expect((await act('sun', [id, 'take'])).status).toBe(200);
    expect(await act('sun', [id, 'handle'], { comment: 'x', finding: 'real' })).toMatchObject({
      status: 422,
      // In the language of who asks.
      body: { detail: '案件现在是“已接单”，不能这样做。' },
    });
    expect((await act('sun', [id, 'arrive'], { position: here })).status).toBe(200);
    expect((await act('sun', [id, 'handle'], { comment: '油锅着火', finding: 'cooking' })).status).toBe(200);
    expect((await act('sun', [id, 'check'])).body.detail).toBe('您的角色不能这样做。');
    expect((await act('wang', [id, 'check'])).status).toBe(200);
    expect((await act('wang', [id, 'close'], { version: 2 })).status).toBe(409);
    expect((await act('wang', [id, 'close'])).body.case).toMatchObject({
      step: 'closed',
      finding: 'cooking',
    });

    const found = await send('qian', `GET /api/cases/${id}`);
    expect(found.body.history.map(({ type, by }) => `${type} ${by}`)).toEqual([
      'report li',
      'accept li',
      'dispatch li',
      'take sun',
      'arrive sun',
      'handle sun',
      'check wang',
      'close wang',
    ]);
    expect(found.body.alerts).toMatchObject([{ id: 'a1' }]);
    expect(found.body.deadlines[0]).toMatchObject({ step: 'reported', within_s: 30, dueAt: null });
    expect((await send('sun', 'GET /api/tasks')).body.tasks).toEqual([]);
  });

  it('acts once for one key, and needs one', async () => {
    const { body } = await send('li', 'POST /api/cases', {
      body: { title: 'A leak' },
      headers: { 'idempotency-key': 'same' },
    });
    const second = await send('li', 'POST /api/cases', {
      body: { title: 'A leak' },
      headers: { 'idempotency-key': 'same' },
    });
    expect(second).toMatchObject({ body: { case: { id: body.case.id } } });
    const other = await send('wang', 'POST /api/cases', {
      body: { title: 'A leak' },
      headers: { 'idempotency-key': 'same' },
    });
    expect(other.body.case.id).not.toBe(body.case.id);
    expect(
      (await send('li', 'POST /api/cases', { body: { title: 'x' }, headers: { 'idempotency-key': '' } }))
        .status,
    ).toBe(400);
  });

  const badReports: readonly (readonly [object, number])[] = [
    [{}, 400],
    [{ title: ' ' }, 400],
    [{ title: 'x'.repeat(201) }, 400],
    [{ title: 'x', severity: 5 }, 400],
    [{ title: 'x', category: 'war' }, 400],
    [{ title: 'x', pictureUrl: 'javascript:alert(1)' }, 400],
    [{ title: 'x', siteId: 'nowhere' }, 422],
    [{ title: 'x', areaCode: 'nowhere' }, 422],
    [{ title: 'x', deviceId: 'nothing' }, 422],
    [{ alertIds: ['unknown'] }, 404],
  ];
  it.each(badReports)('refuses %j', async (body, status) => {
    const before = made.records.length;
    expect((await send('li', 'POST /api/cases', { body })).status).toBe(status);
    expect(made.records).toHaveLength(before);
  });

  it('lists what is asked for, page by page', async () => {
    const ids: string[] = [];
    for (const title of ['p1', 'p2', 'p3']) {
      const { body } = await send('li', 'POST /api/cases', { body: { title, areaCode: 'c1' } });
      ids.unshift(body.case.id);
    }
    await act('zhao', [ids[1]!, 'whistle'], { comment: 'help' });
    const list = async (query: string): Promise<readonly string[]> => {
      const { body } = await send('qian', `GET /api/cases?${query}`);
      return body.cases.map(({ id }) => id).filter((id) => ids.includes(id));
    };
    expect((await list('area=s1')).toSorted()).toEqual(ids.toSorted());
    expect(await list('area=s2')).toEqual([]);
    expect(await list('level=district')).toEqual([ids[1]]);
    expect(await list('step=accepted&overdue=true')).toEqual([]);
    expect((await list('state=all&area=d1')).toSorted()).toEqual(ids.toSorted());
    const first = await send('qian', 'GET /api/cases?area=c1&limit=2');
    const rest = await send('qian', `GET /api/cases?area=c1&limit=2&cursor=${first.body.nextCursor}`);
    const seen = [...first.body.cases, ...rest.body.cases].map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await send('qian', 'GET /api/cases?step=nonsense')).status).toBe(400);
  });

  it('tells that nothing happened when the journal does not take it', async () => {
    const { body } = await send('li', 'POST /api/cases', { body: { title: 'full' } });
    isFull = true;
    expect((await act('li', [body.case.id, 'accept'])).status).toBe(503);
    expect((await send('li', 'POST /api/events', { body: { title: 'x' } })).status).toBe(503);
    expect(
      (await send('sun', 'POST /api/tracks', { body: { points: [{ at: Date.now(), position: here }] } }))
        .status,
    ).toBe(503);
    expect(made.cases.find(body.case.id)?.step).toBe('reported');
  });

  it('answers what there is not with 404, and who may not with 403', async () => {
    expect((await send('li', 'GET /api/cases/nothing')).status).toBe(404);
    expect((await act('li', ['nothing', 'accept'])).status).toBe(404);
    expect((await act('li', ['nothing', 'report'])).status).toBe(400);
    expect((await send('sun', 'POST /api/cases', { body: { title: 'x' } })).status).toBe(403);
    expect((await send(null, 'GET /api/cases')).status).toBe(401);
    expect((await send(null, 'GET /api/tasks')).status).toBe(401);
  });

  describe('events from outside', () => {
    let token: string;
    const push = (body: object, bearer = token) =>
      send(null, 'POST /api/events', { body, headers: { authorization: `Bearer ${bearer}` } });

    beforeAll(async () => {
      const created = await send('admin', 'POST /api/event-sources', {
        body: {
          id: 'cam.1',
          name: 'Cameras',
          source: 'camera',
        },
      });
      ({ token } = created.body);
    });

    it('are taken from a source with its token, and kept apart by their outside names', async () => {
      const event = {
        title: 'Smoke seen',
        category: 'fire',
        position: { longitude_deg: 120.1502, latitude_deg: 30.2801 },
        pictureUrl: 'https://cameras.example/1.jpg',
        confidence: 0.42,
        externalId: 'E-1',
        time: Date.now() - 1000,
      };
      const first = await push(event);
      expect(first).toMatchObject({ status: 202, body: { isNew: true } });
      expect(made.cases.find(first.body.caseId)).toMatchObject({
        source: 'camera',
        reportedBy: 'source:cam.1',
        confidence: 0.42,
        severity: 2,
        step: 'reported',
        // Of the nearest site the areas, but not the site: it may be the one beside.
        path: ['community:c1', 'street:s1', 'district:d1'],
      });
      const again = await push(event);
      expect(again).toMatchObject({ status: 202, body: { isNew: false, caseId: first.body.caseId } });
      expect(made.cases.find(first.body.caseId)?.reportCount).toBe(1);
      // A resident sees the same thing, and tells who sits in the centre.
      const told = await send('li', 'POST /api/events', {
        body: { title: '冒烟了', position: event.position },
      });
      expect(told).toMatchObject({ status: 202, body: { isNew: false, caseId: first.body.caseId } });
      expect(told.body['reason']).toMatchObject({ en: expect.stringContaining('is about this already') });
      expect(made.cases.find(first.body.caseId)).toMatchObject({ reportCount: 2, severity: 2 });
    });

    it('keeps a missing number missing', async () => {
      const { body } = await push({ title: 'nothing known', confidence: null, position: null, time: null });
      expect(made.cases.find(body.caseId)).toMatchObject({
        confidence: null,
        position: null,
        occurredAt: null,
      });
    });

    const bad: readonly (readonly [object, number])[] = [
      [{}, 400],
      [{ title: '' }, 400],
      [{ title: 'x', description: 'x'.repeat(4_001) }, 400],
      [{ title: 'x', surprise: 1 }, 400],
      [{ title: 'x', position: { longitude_deg: 181, latitude_deg: 0 } }, 400],
      [{ title: 'x', position: { longitude_deg: 0 } }, 400],
      [{ title: 'x', position: { longitude_deg: 0, latitude_deg: -90.1 } }, 400],
      [{ title: 'x', confidence: 1.1 }, 400],
      [{ title: 'x', externalId: 'x'.repeat(201) }, 400],
      [{ title: 'x', pictureUrl: 'ftp://x.example/1' }, 400],
      [{ title: 'x', pictureUrl: 'file:///etc/passwd' }, 400],
      [{ title: 'x', pictureUrl: 'https://user:pass@x.example/1' }, 400],
      [{ title: 'x', pictureUrl: 'https://' }, 400],
      [{ title: 'x', pictureUrl: `https://x.example/${'x'.repeat(2_000)}` }, 400],
      [{ title: 'x', time: Date.now() + 3_600_000 }, 422],
      [{ title: 'x', time: 0 }, 422],
      [{ title: 'x', deviceId: 'nothing' }, 422],
    ];
    it.each(bad)('are refused when they are like %j', async (body, status) => {
      const before = made.records.length;
      expect((await push(body)).status).toBe(status);
      expect(made.records).toHaveLength(before);
    });

    it('need a log-in or a token that is worth something', async () => {
      const before = made.records.length;
      expect((await send(null, 'POST /api/events', { body: { title: 'x' } })).status).toBe(401);
      expect((await send('qian', 'POST /api/events', { body: { title: 'x' } })).status).toBe(403);
      for (const bearer of ['', 'cam.1', 'cam.1.', 'nobody.secret', `${token}x`, token.toUpperCase()]) {
        expect((await push({ title: 'x' }, bearer)).status).toBe(401);
      }
      // A session beside a wrong token does not help.
      const cookie = cookies.get('li') ?? '';
      const headers = { authorization: 'Bearer nobody.secret', cookie };
      expect((await send('li', 'POST /api/events', { body: { title: 'x' }, headers })).status).toBe(401);
      expect(made.records).toHaveLength(before);
    });

    it('of a grid worker are theirs, whatever they say', async () => {
      const { body } = await send('sun', 'POST /api/events', {
        body: { title: '井盖缺失', source: 'camera', siteId: 'shop-1', category: 'facility' },
      });
      expect(made.cases.find(body.caseId)).toMatchObject({
        source: 'gridWorker',
        reportedBy: 'sun',
        severity: 2,
      });
    });

    it('stop when the source is disabled or its token renewed', async () => {
      const renewed = await send('admin', 'PATCH /api/event-sources/cam.1', { body: { renewToken: true } });
      expect((await push({ title: 'old token' })).status).toBe(401);
      expect((await push({ title: 'new token' }, renewed.body.token)).status).toBe(202);
      await send('admin', 'PATCH /api/event-sources/cam.1', { body: { disabled: true } });
      expect((await push({ title: 'off' }, renewed.body.token)).status).toBe(401);
      const list = await send('admin', 'GET /api/event-sources');
      expect(list.body['sources']).toMatchObject([{ id: 'cam.1', disabled: true, createdBy: 'admin' }]);
      expect(JSON.stringify(list.body)).not.toMatch(/hash|salt|secret/);
      const file = await readFile(join(test.directory, 'event-sources.json'), 'utf8');
      expect(file).not.toContain(renewed.body.token.split('.').at(-1));
    });

    it('are let in by administrators only', async () => {
      const source = { id: 'x', name: 'x', source: 'resident' };
      expect((await send('zhao', 'POST /api/event-sources', { body: source })).status).toBe(403);
      expect((await send('zhao', 'GET /api/event-sources')).status).toBe(403);
      expect(
        (await send('admin', 'POST /api/event-sources', { body: { ...source, id: 'cam.1' } })).status,
      ).toBe(409);
      expect((await send('admin', 'PATCH /api/event-sources/y', { body: {} })).status).toBe(404);
    });
  });

  describe('tracks', () => {
    it('are one’s own, of a time that can be true', async () => {
      const at = Date.now();
      const points = [
        { at, position: here, accuracy_m: 5 },
        { at: at - 1000, position: here, accuracy_m: null, username: 'zhou' },
      ];
      expect((await send('sun', 'POST /api/tracks', { body: { points } })).status).toBe(400);
      const good = [points[0], { at: at - 1000, position: here, accuracy_m: null }];
      const odd = [
        { at: at + 3_600_000, position: here },
        { at: 0, position: here },
      ];
      expect(await send('sun', 'POST /api/tracks', { body: { points: [...good, ...odd] } })).toMatchObject({
        status: 202,
        body: { accepted: 2, leftOut: 2 },
      });
      expect(tracks).toEqual([
        { username: 'sun', at, position: here, accuracy_m: 5 },
        { username: 'sun', at: at - 1000, position: here, accuracy_m: null },
      ]);
      expect((await send('qian', 'POST /api/tracks', { body: { points: good } })).status).toBe(403);
      const many = Array.from({ length: 501 }, () => good[0]);
      expect((await send('sun', 'POST /api/tracks', { body: { points: many } })).status).toBe(400);
      expect((await send('sun', 'POST /api/tracks', { body: { points: [] } })).status).toBe(400);
    });

    it('are read by leaders only', async () => {
      const to = Date.now();
      const path = `/api/tracks/sun?from=${to - 86_400_000}&to=${to}`;
      for (const who of ['sun', 'li', 'qian']) expect((await send(who, `GET ${path}`)).status).toBe(403);
      const { status, body } = await send('zhao', `GET ${path}`);
      expect([status, body['points']]).toEqual([200, tracks]);
      expect(body['nextFrom']).toBe(tracks.at(-1)!.at + 1);
      expect((await send('zhao', 'GET /api/tracks/sun?from=5&to=4')).status).toBe(400);
      expect((await send('zhao', `GET /api/tracks/sun?from=0&to=${to}`)).status).toBe(400);
      expect((await send('zhao', 'GET /api/tracks/away?from=4&to=5')).status).toBe(503);
    });
  });

  it('tells the screens of each change, in order, and whoever comes later of what is open', async () => {
    const page = await openTestClient(test.url, cookies.get('li') ?? '');
    page.send({ type: 'start' });
    await page.until(ofType('snapshot'));
    const { body } = await send('li', 'POST /api/cases', { body: { title: 'live', siteId: 'shop-1' } });
    const { id } = body.case;
    await act('li', [id, 'accept']);
    const changes = await page.changes((all) => casesOf(all, id).length === 2);
    expect(casesOf(changes, id)).toMatchObject([
      { case: { place: { en: 'Street · Community · Noodle shop' } }, event: { type: 'report', by: 'li' } },
      { case: { step: 'accepted' }, event: { type: 'accept', version: 2 } },
    ]);
    const late = await openTestClient(test.url, cookies.get('li') ?? '');
    late.send({ type: 'start' });
    const snapshot = await late.until(ofType('snapshot'));
    expect(snapshot).toMatchObject({
      cases: expect.arrayContaining([expect.objectContaining({ id, version: 2 })]),
    });
  });

  it('documents itself', async () => {
    const docs = await send('qian', 'GET /api/docs/json');
    expect(Object.keys(docs.body['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/api/cases',
        '/api/cases/{id}',
        '/api/cases/{id}/{action}',
        '/api/events',
        '/api/event-sources',
        '/api/event-sources/{id}',
        '/api/tasks',
        '/api/tracks',
        '/api/tracks/{username}',
      ]),
    );
  });
});

it('knows its sources after a restart without the database', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'dashboard-sources-'));
  let test = await startTestDashboard({ directory });
  const post = (path: string, body: object, headers: object): Promise<Response> =>
    fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const source = { id: 'app', name: 'Residents', source: 'resident' };
  const created = await post('/api/event-sources', source, { cookie: await test.logIn() });
  const { token } = (await created.json()) as { token: string };
  await test.stop();
  const made = createTestCases();
  test = await startTestDashboard({ directory, cases: storedCases(made) });
  const push = await post('/api/events', { title: 'fire' }, { authorization: `Bearer ${token}` });
  expect(push.status).toBe(202);
  expect(made.cases.open()).toMatchObject([{ source: 'resident', reportedBy: 'source:app' }]);
  await test.stop();
  await rm(directory, { recursive: true });
});

function casesOf(changes: readonly LiveChange[], id: string): readonly LiveCaseChange[] {
  return changes.filter((change) => change.kind === 'case').filter((change) => change.case.id === id);
}

/** The real fold, with a database that is away. */
function storedCases({ cases }: TestCases): DashboardCases {
  const database = awayDatabase() as unknown as Database;
  return servedCases(cases, createCaseStore({ database, cases, log: pino({ level: 'silent' }) }));
}
