import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../domain/roles.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

const day = 86_400_000;
const changed = [{ name: 'water.yaml', text: 'kind: water\n' }];
const faulty = [{ name: 'water.yaml', text: 'fault' }];
const period = { from: 0, to: 7 * day };

describe('the rules over HTTP', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeEach(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
  });
  afterEach(() => test.stop());

  async function send(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string>; cookie?: string } = {},
  ) {
    const headers = {
      cookie: options.cookie ?? cookie,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    };
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const response = await fetch(`${test.url}${path}`, { method, headers, ...body });
    const text = await response.text();
    const content = text === '' ? null : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, etag: response.headers.get('etag'), content };
  }

  async function logInAs(role: Role): Promise<string> {
    const body = { username: role, name: role, password: 'ten letters', role };
    expect((await send('POST', '/api/staff', { body })).status).toBe(201);
    return await test.logIn(role, 'ten letters');
  }

  const put = (files: unknown, ifMatch: string | null, rest: { cookie?: string; comment?: string } = {}) =>
    send('PUT', '/api/rules', {
      body: { files, comment: rest.comment ?? 'after the storm' },
      headers: ifMatch === null ? {} : { 'if-match': ifMatch },
      ...(rest.cookie === undefined ? {} : { cookie: rest.cookie }),
    });

  it('tells everybody which rules are in force and why', async () => {
    const { status, etag, content } = await send('GET', '/api/rules', { cookie: await logInAs('viewer') });
    expect(status).toBe(200);
    expect(etag).toBe('"set-1"');
    expect(content).toMatchObject({
      setId: 'set-1',
      rules: [{ id: 'smoke-alarm', line: 4, reason: 'The head has decided.', source: 'GB 20517' }],
    });
  });

  it.each<[Role, number]>([
    ['viewer', 403],
    ['operator', 403],
    ['shiftLeader', 403],
    ['maintenance', 403],
    ['supervisor', 200],
  ])('lets a %s change them: %i', async (role, status) => {
    const person = await logInAs(role);
    expect((await put(changed, '"set-1"', { cookie: person })).status).toBe(status);
    for (const path of ['files', 'history']) {
      expect((await send('GET', `/api/rules/${path}`, { cookie: person })).status).toBe(status);
    }
    const check = await send('POST', '/api/rules/check', { body: { files: changed }, cookie: person });
    expect(check.status).toBe(status);
    const trial = { body: { files: changed, kind: 'water', ...period }, cookie: person };
    expect((await send('POST', '/api/rules/trials', trial)).status).toBe(status === 200 ? 202 : status);
    expect(test.rules.setId()).toBe(status === 200 ? 'set-2' : 'set-1');
  });

  it('switches a set on for whoever has seen the present one, and remembers who and why', async () => {
    expect(await put(changed, '"set-1"')).toMatchObject({
      status: 200,
      etag: '"set-2"',
      content: { setId: 'set-2', dropped: ['smoke-alarm'] },
    });
    expect((await send('GET', '/api/rules/files')).content).toEqual({ setId: 'set-2', files: changed });
    expect((await send('GET', '/api/rules/history')).content).toMatchObject({
      sets: [{ by: 'admin', comment: 'after the storm', files: changed }],
    });
    expect(await put(changed, '"set-1"')).toMatchObject({
      status: 412,
      content: { code: 'stale', setId: 'set-2' },
    });
  });

  it('refuses a set with a fault, all of them told, and keeps the present one', async () => {
    const both = [...faulty, { name: 'smoke.yaml', text: 'fault' }];
    const { status, content } = await put(both, '"set-1"');
    expect(status).toBe(422);
    expect(content).toMatchObject({
      code: 'refused',
      errors: [
        { file: 'water.yaml', line: 1, message: 'a fault', hint: 'leave it out' },
        { file: 'smoke.yaml' },
      ],
    });
    expect(test.rules.setId()).toBe('set-1');
  });

  it.each<[string, number, unknown, string | null, string]>([
    ['without saying what was seen', 428, changed, null, 'why'],
    ['whatever was seen', 428, changed, '*', 'why'],
    ['without a reason', 400, changed, '"set-1"', '  '],
    ['without any file', 400, [], '"set-1"', 'why'],
    ['with a file twice', 400, [...changed, ...changed], '"set-1"', 'why'],
    ['with a file elsewhere', 400, [{ name: '../water.yaml', text: '' }], '"set-1"', 'why'],
    ['with a hidden file', 400, [{ name: '.water.yaml', text: '' }], '"set-1"', 'why'],
  ])('does not switch on %s: %i', async (...[, status, files, ifMatch, comment]) => {
    expect((await put(files, ifMatch, { comment })).status).toBe(status);
    expect(test.rules.setId()).toBe('set-1');
  });

  const check = async (body: object) =>
    (await send('POST', '/api/rules/check', { body })).content as { errors: unknown[] };

  it('checks changed files within the present set', async () => {
    expect((await check({ files: changed })).errors).toEqual([]);
    expect((await check({ files: faulty })).errors).toMatchObject([{ file: 'water.yaml' }]);
    await put([{ name: 'smoke.yaml', text: 'ok' }, ...changed], '"set-1"');
    expect((await check({ files: [{ name: 'smoke.yaml', text: 'fault' }] })).errors).toHaveLength(1);
  });

  it('tries changed files within the present set, and tells the result', async () => {
    const started = await send('POST', '/api/rules/trials', {
      body: { files: changed, kind: 'water', ...period },
    });
    expect(started).toMatchObject({ status: 202, content: { id: 'trial-1' } });
    expect(test.rules.trials).toMatchObject([
      { kind: 'water', deviceId: null, by: 'admin', files: [{ name: 'smoke.yaml' }, changed[0]], ...period },
    ]);
    expect((await send('GET', '/api/rules/trials/trial-1')).content).toMatchObject({
      trial: { state: 'done', result: { rules: [{ tried: { perDay: 2 }, present: { perDay: 10 } }] } },
    });
    expect((await send('GET', '/api/rules/trials/trial-9')).status).toBe(404);
  });

  it.each<[string, number, object]>([
    ['nothing in particular', 422, period],
    ['a device that is not there', 422, { deviceId: 'nobody', ...period }],
    ['no time', 400, { kind: 'water', from: 5, to: 5 }],
    ['years', 422, { kind: 'water', from: 0, to: 401 * day }],
    ['a rule with a fault', 422, { kind: 'water', ...period, files: faulty }],
  ])('does not try on %s: %i', async (_name, status, body) => {
    const response = await send('POST', '/api/rules/trials', { body: { files: changed, ...body } });
    expect(response.status).toBe(status);
    expect(test.rules.trials).toEqual([]);
  });

  it('describes all of it', async () => {
    const { content } = await send('GET', '/api/docs/json');
    expect(Object.keys((content as { paths: object }).paths)).toEqual(
      expect.arrayContaining([
        '/api/rules',
        '/api/rules/check',
        '/api/rules/files',
        '/api/rules/history',
        '/api/rules/trials',
        '/api/rules/trials/{id}',
        '/api/forecasts',
        '/api/forecasts/record',
      ]),
    );
  });
});
