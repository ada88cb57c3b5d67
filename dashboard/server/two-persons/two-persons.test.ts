import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twoPersonActs } from '../../../domain/two-person-acts.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { ChainedEntry } from '../audit/chain.ts';
import { ofType, openTestClient } from '../live/test-client.ts';
import { adminPassword, startTestDashboard } from '../test-support.ts';
import { marker } from '../test-two-areas.ts';
import { startTwoPersons, type TwoPersonsTest } from './test-two-persons.ts';

const takeOut = { action: 'takeOut', workOrder: 'W-1', reason: 'battery' };
const service = (who = 'own'): string => `POST /api/devices/${who}-device/service`;
const audited = async (two: TwoPersonsTest, isIt: (entry: ChainedEntry) => boolean): Promise<ChainedEntry> =>
  await waitFor('the entry', async () => (await two.entries()).findLast(isIt));
const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

/** A request that is such an act, for each act and each route that declares it. */
const samples: Readonly<
  Record<string, { readonly path: string; readonly body: object; readonly headers?: Record<string, string> }>
> = {
  'take-out-of-service POST /api/devices/:id/service': {
    path: '/api/devices/own-device/service',
    body: takeOut,
  },
  'disable-device PATCH /api/devices/:id': { path: '/api/devices/own-device', body: { disabled: true } },
  'shelve-critical POST /api/alerts/:id/:action': {
    path: '/api/alerts/own-alert/shelve',
    body: { version: 1, comment: 'works', until: Date.now() + 600_000 },
  },
  'close-critical-as-false POST /api/alerts/:id/:action': {
    path: '/api/alerts/own-over/close',
    body: { version: 1, finding: 'steam', comment: 'steam' },
  },
  'change-rules PUT /api/rules': {
    path: '/api/rules',
    body: { files: [{ name: 'smoke.yaml', text: 'kind: smoke # other\n' }], comment: 'why' },
    headers: { 'if-match': '"set-1"' },
  },
  'change-settings PUT /api/settings': {
    path: '/api/settings',
    body: { text: 'timeZone: UTC\n', comment: 'why', revision: 0 },
  },
  'change-plans PUT /api/plans': {
    path: '/api/plans',
    body: { files: [], comment: 'why' },
    headers: { 'if-match': '"none"' },
  },
  'make-administrator POST /api/staff': {
    path: '/api/staff',
    body: { username: 'boss', name: 'Boss', password: adminPassword, role: 'administrator' },
  },
  'make-administrator PATCH /api/staff/:username': {
    path: '/api/staff/viewer',
    body: { role: 'administrator' },
  },
  'change-staff POST /api/staff': {
    path: '/api/staff',
    body: { username: 'worker', name: 'Worker', password: adminPassword, role: 'gridWorker' },
  },
  'change-staff PATCH /api/staff/:username': { path: '/api/staff/spare', body: { disabled: true } },
  'cut-enrolment-key POST /api/enrolment-keys/:id/revoke': {
    path: '/api/enrolment-keys/key-1/revoke',
    body: { devices: 'cut' },
  },
};

async function start(changes: Parameters<typeof startTwoPersons>[0] = {}): Promise<TwoPersonsTest> {
  const two = await startTwoPersons(changes);
  const [alert] = two.test.alerts.open().filter(({ id }) => id === 'own-alert');
  two.test.alerts.put({ ...alert!, id: 'own-over', condition: 'normal' });
  return two;
}

describe('acts that need two persons', () => {
  let two: TwoPersonsTest;
  beforeAll(async () => {
    two = await start({ limits: { heldActsPerPersonMax: 5 } });
  }, 60_000);
  afterAll(() => two.stop());

  const declared = (): readonly string[] =>
    two.test.dashboard
      .rules()
      .flatMap(({ method, url, acts }) => acts.map((act) => `${act} ${method} ${url}`));

  it('are each declared by a route, and each such route is tried here', () => {
    expect(new Set(declared().map((one) => one.split(' ')[0]))).toEqual(new Set(twoPersonActs));
    expect(declared().toSorted()).toEqual(Object.keys(samples).toSorted());
  });

  it.each(Object.keys(samples))(
    '%s: nothing is done before somebody else agrees, then it is',
    async (what) => {
      const { path, body, headers } = samples[what]!;
      const [act, method] = what.split(' ');
      const before = await two.state();
      const asked = await two.ask(`${method} ${path}`, 'admin', { body, headers: { ...key(), ...headers } });
      expect(asked.status).toBe(202);
      expect(asked.body.confirmation).toMatchObject({ act, state: 'waiting', askedBy: 'admin' });
      expect(asked.text).not.toContain(adminPassword);
      expect(await two.state()).toBe(before);
      const { id } = asked.body.confirmation;
      const own = await two.ask(`POST /api/confirmations/${id}/agree`, 'admin');
      expect([own.status, own.body.code]).toEqual([403, 'same-person']);
      expect(await two.state()).toBe(before);
      const agreed = await two.ask(`POST /api/confirmations/${id}/agree`, 'second');
      expect(agreed.body.confirmation).toMatchObject({
        state: 'done',
        settledBy: 'second',
        askedBy: 'admin',
      });
      expect(await two.state()).not.toBe(before);
      for (const [action, who] of [
        ['asked', 'admin'],
        ['agreed', 'second'],
        ['carried out', 'admin'],
      ] as const) {
        const entry = await audited(
          two,
          (one) => one.action === `second person: ${action}` && one.detail['id'] === id,
        );
        expect(entry).toMatchObject({ who, detail: { act, askedBy: 'admin' } });
      }
      expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'second')).status).toBe(409);
    },
  );

  it('are none of those that people do in the field, whose page sends again what was not taken', () => {
    const field = ['/api/cases/:id/:action', '/api/events', '/api/pictures', '/api/tracks', '/api/cases'];
    const routes = two.test.dashboard.rules().filter(({ url }) => field.includes(url));
    expect(new Set(routes.map(({ url }) => url))).toEqual(new Set(field));
    expect(routes.flatMap(({ acts }) => acts)).toEqual([]);
  });

  it.each([
    ['POST /api/alerts/own-alert/acknowledge', { version: 1 }],
    ['POST /api/alerts/own-alert/confirm', { version: 1 }],
    ['POST /api/alerts/own-alert/silence', { version: 1 }],
    ['POST /api/alerts/own-alert/comment', { version: 1, comment: 'x' }],
    ['POST /api/alerts/own-alert/assign', { version: 1, assignee: 'own' }],
    ['POST /api/alerts/own-over/close', { version: 1, finding: 'real' }],
    ['POST /api/devices/own-device/service', { action: 'putBack' }],
    ['POST /api/cases/own-case/dispatch', { version: 1, assignee: 'own' }],
    ['POST /api/session', { username: 'admin', password: adminPassword }],
    ['PUT /api/settings?check=true', { text: 'timeZone: UTC\n' }],
  ])('%s waits for nobody, whatever is configured', async (what, body) => {
    expect((await two.ask(what, 'admin', { body, headers: key() })).status).not.toBe(202);
  });

  it('is withdrawn by whoever asked, and declined by others, and then never done', async () => {
    for (const [by, state] of [
      ['admin', 'withdrawn'],
      ['second', 'declined'],
    ] as const) {
      const before = await two.state();
      const { id } = (await two.ask(service(), 'admin', { body: takeOut, headers: key() })).body.confirmation;
      const ended = await two.ask(`POST /api/confirmations/${id}/decline`, by);
      expect(ended.body.confirmation).toMatchObject({ state, settledBy: by });
      expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'second')).body.code).toBe(
        'settled-already',
      );
      expect(await two.state()).toBe(before);
      await audited(two, (one) => one.action === `second person: ${state}` && one.who === by);
    }
  });

  it('asked twice with one key, or in the same words, is one; with the key also when it is over', async () => {
    const sent = key();
    const first = await two.ask(service(), 'admin', { body: takeOut, headers: sent });
    const { id } = first.body.confirmation;
    const same = await two.ask(service(), 'admin', { body: { ...takeOut, reason: 'other' }, headers: sent });
    expect(same.body.confirmation).toMatchObject({ id, detail: { reason: 'battery' } });
    expect((await two.ask(service(), 'admin', { body: takeOut, headers: key() })).body.confirmation.id).toBe(
      id,
    );
    expect(
      (await two.ask(service(), 'second', { body: takeOut, headers: sent })).body.confirmation.id,
    ).not.toBe(id);
    const [agreed, again] = await Promise.all([
      two.ask(`POST /api/confirmations/${id}/agree`, 'second'),
      two.ask(`POST /api/confirmations/${id}/agree`, 'own'),
    ]);
    expect([agreed.status, again.status].toSorted((a, b) => a - b)).toEqual([200, 409]);
    const over = await two.ask(service(), 'admin', { body: takeOut, headers: sent });
    expect(over.body.confirmation).toMatchObject({ id, state: 'done' });
  });

  it('is bounded in number', async () => {
    const statuses: number[] = [];
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const asked = await two.ask(service(), 'leader', {
        body: { ...takeOut, reason: `${n}` },
        headers: key(),
      });
      statuses.push(asked.status);
      if (asked.status === 202) ids.push(asked.body.confirmation.id);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
    expect(two.test.dashboard.stats().heldActs).toBeGreaterThanOrEqual(5);
    for (const id of ids) await two.ask(`POST /api/confirmations/${id}/decline`, 'leader');
  });

  it('is told to other screens within a second, and nothing of it to those elsewhere', async () => {
    const { url } = two.test;
    const clients = await Promise.all(
      ['second', 'neighbour'].map(async (who) => await openTestClient(url, await two.test.logIn(who))),
    );
    for (const client of clients) {
      client.send({ type: 'start' });
      await client.until(ofType('snapshot'));
    }
    const { id } = (
      await two.ask(service(), 'admin', { body: { ...takeOut, reason: 'live' }, headers: key() })
    ).body.confirmation;
    for (const client of clients) {
      await client.changes((all) => all.some(({ kind }) => kind === 'confirmations'));
      expect(JSON.stringify(client.messages)).not.toContain(id);
      client.socket.close();
    }
    await two.ask(`POST /api/confirmations/${id}/decline`, 'admin');
  });
});

describe('who agrees', () => {
  let two: TwoPersonsTest;
  beforeAll(async () => {
    two = await start();
  }, 60_000);
  afterAll(() => two.stop());

  const ask = async (as: string, body: object, what = service()): Promise<string> => {
    const asked = await two.ask(what, as, { body, headers: key() });
    expect(asked.status).toBe(202);
    return asked.body.confirmation.id;
  };

  it('is neither somebody without the permission nor of another area: they do not even see it', async () => {
    const id = await ask('admin', { ...takeOut, reason: 'unseen' });
    const rules = await ask('admin', samples['change-rules PUT /api/rules']!.body, 'PUT /api/rules');
    for (const who of ['viewer', 'neighbour', null]) {
      for (const path of [`${id}/agree`, `${id}/decline`]) {
        const answer = await two.ask(`POST /api/confirmations/${path}`, who);
        expect(answer.status).toBe(who === null ? 401 : 404);
      }
      if (who === null) continue;
      expect((await two.ask(`GET /api/confirmations/${id}`, who)).status).toBe(404);
      expect(await two.waiting(who)).toEqual([]);
    }
    // Sees the device, and may not about all rules.
    expect((await two.waiting('own')).map((one) => one.id)).toEqual([id]);
    expect((await two.ask(`POST /api/confirmations/${rules}/agree`, 'own')).status).toBe(404);
    expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'leader')).status).toBe(200);
    await two.ask(`POST /api/confirmations/${rules}/decline`, 'second');
  });

  it('is nobody of a foreign area in what a whole list is about', async () => {
    const body = { username: 'inown', name: 'x', password: adminPassword, role: 'gridWorker' };
    const id = await ask('own', body, 'POST /api/staff');
    expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'neighbour')).status).toBe(404);
    expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'second')).status).toBe(200);
  });

  it('is not the owner of the token that asked, nor the token of whoever asked', async () => {
    const made = await two.ask('POST /api/tokens', 'admin', {
      body: {
        name: 'script',
        permissions: ['act', 'lead', 'service'],
      },
    });
    const { secret } = made.body as unknown as { readonly secret: string };
    const bearer = { authorization: `Bearer ${secret}` };
    const byToken = await two.ask(service(), null, { body: takeOut, headers: { ...bearer, ...key() } });
    expect(byToken.body.confirmation).toMatchObject({ askedBy: 'token:script' });
    const { id } = byToken.body.confirmation;
    expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'admin')).body.code).toBe('same-person');
    expect((await two.ask(`POST /api/confirmations/${id}/agree`, 'second')).status).toBe(200);
    const own = await ask('admin', { ...takeOut, reason: 'mine' });
    const answer = await two.ask(`POST /api/confirmations/${own}/agree`, null, { headers: bearer });
    expect(answer.body.code).toBe('same-person');
    await two.ask(`POST /api/confirmations/${own}/decline`, 'admin');
  });

  it('agrees to what the asker may by then: not once the account is disabled or the session over', async () => {
    const before = await two.state();
    const disabled = await ask('leader', { ...takeOut, reason: 'gone' });
    const ended = await ask('own', { ...takeOut, reason: 'left' });
    await two.ask('DELETE /api/staff/own/sessions', 'admin');
    await two.logIn('own');
    const change = await ask('admin', { disabled: true }, 'PATCH /api/staff/leader');
    expect((await two.ask(`POST /api/confirmations/${change}/agree`, 'second')).status).toBe(200);
    for (const id of [disabled, ended]) {
      const answer = await two.ask(`POST /api/confirmations/${id}/agree`, 'second');
      expect([answer.status, answer.body.code]).toEqual([409, 'not-carried-out']);
      expect(answer.body.confirmation).toMatchObject({ state: 'failed', problem: { code: 'asker-gone' } });
      const entry = await audited(
        two,
        (one) => one.action === 'second person: refused' && one.detail['id'] === id,
      );
      expect(entry.detail).toMatchObject({ agreedBy: 'second', reason: 'asker-gone' });
    }
    expect((await two.state()).split('\n')[0]).toBe(before.split('\n')[0]);
  });

  it('is told that it is stale when the alert changed meanwhile', async () => {
    const id = await ask(
      'admin',
      samples['close-critical-as-false POST /api/alerts/:id/:action']!.body,
      'POST /api/alerts/own-over/close',
    );
    const acknowledged = await two.ask('POST /api/alerts/own-over/acknowledge', 'own', {
      body: { version: 1 },
      headers: key(),
    });
    expect(acknowledged.status).toBe(200);
    const answer = await two.ask(`POST /api/confirmations/${id}/agree`, 'second');
    expect(answer.body).toMatchObject({
      code: 'not-carried-out',
      confirmation: { problem: { code: 'stale' } },
    });
    expect(two.test.alerts.open().map((alert) => alert.id)).toContain('own-over');
    // What is stale already is told at once, and waits for nobody.
    const late = await two.ask('POST /api/alerts/own-over/close', 'admin', {
      body: { version: 1, finding: 'steam' },
      headers: key(),
    });
    expect([late.status, late.body.code]).toEqual([409, 'stale']);
    // A version that is still to come is no way round.
    const early = await two.ask('POST /api/alerts/own-over/close', 'admin', {
      body: { version: 9 },
      headers: key(),
    });
    expect(early.status).toBe(202);
    await two.ask(`POST /api/confirmations/${early.body.confirmation.id}/decline`, 'admin');
  });

  it.each([
    { 'x-two-persons': 'agreed', 'x-carried': '1', 'x-confirmation': 'agreed' },
    { 'x-forwarded-for': '127.0.0.1', host: 'localhost:80', 'user-agent': 'lightMyRequest' },
  ])('is nobody’s header: %o holds nothing back from being held', async (headers) => {
    const before = await two.state();
    const asked = await two.ask(service(), 'admin', { body: takeOut, headers: { ...key(), ...headers } });
    expect(asked.status).toBe(202);
    const { id } = asked.body.confirmation;
    const named = { 'x-confirmation': id, 'x-held-act': id, 'idempotency-key': id };
    expect((await two.ask(service(), 'admin', { body: takeOut, headers: named })).status).toBe(202);
    expect(await two.state()).toBe(before);
    await two.ask(`POST /api/confirmations/${id}/decline`, 'admin');
  });
});

describe('time, restarts and settings', () => {
  it('ends undone what nobody agreed to in time, and says so', async () => {
    const two = await start({ limits: { heldActMs: 300 } });
    const before = await two.state();
    const { id } = (await two.ask(service(), 'admin', { body: takeOut, headers: key() })).body.confirmation;
    const entry = await audited(two, (one) => one.action === 'second person: expired');
    expect(entry).toMatchObject({ who: 'service', detail: { id, askedBy: 'admin' } });
    const late = await two.ask(`POST /api/confirmations/${id}/agree`, 'second');
    expect([late.status, late.body.code]).toEqual([409, 'settled-already']);
    expect(await two.state()).toBe(before);
    await two.stop();
  });

  it('ends with a restart, and the next life says so', async () => {
    const two = await start();
    const { id } = (await two.ask(service(), 'admin', { body: takeOut, headers: key() })).body.confirmation;
    await two.test.dashboard.stop();
    const next = await startTestDashboard({ directory: two.test.directory, twoPersonActs });
    const entry = await audited(two, (one) => one.action === 'second person: ended by a restart');
    expect(entry.detail).toMatchObject({ id, askedBy: 'admin', act: 'take-out-of-service' });
    const answer = await fetch(`${next.url}/api/confirmations`, { headers: { cookie: await next.logIn() } });
    expect(await answer.json()).toMatchObject({ confirmations: [{ id, state: 'lost' }] });
    await next.dashboard.stop();
  });

  it('says so where there is nobody else who could agree', async () => {
    const test = await startTestDashboard({ twoPersonActs: ['change-staff'] });
    const answer = await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie: await test.logIn(), 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'x', name: 'X', password: adminPassword, role: 'viewer' }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'nobody-to-agree' }]);
    await test.stop();
  });
});

describe('where nothing is configured', () => {
  let two: TwoPersonsTest;
  beforeAll(async () => {
    two = await start({ twoPersonActs: [] });
  }, 60_000);
  afterAll(() => two.stop());

  it.each(Object.keys(samples))('%s is as ever', async (what) => {
    const { path, body, headers } = samples[what]!;
    const before = await two.state();
    const answer = await two.ask(`${what.split(' ')[1]} ${path}`, 'admin', {
      body,
      headers: { ...key(), ...headers },
    });
    expect([200, 201, 204]).toContain(answer.status);
    expect(answer.text).not.toContain('confirmation');
    expect(await two.state()).not.toBe(before);
    expect((await two.ask('GET /api/confirmations', 'admin')).body).toEqual({
      configured: [],
      confirmations: [],
    });
  });
});

describe('where one act is configured', () => {
  it('holds back the acts that are named, and no other', async () => {
    const two = await start({ twoPersonActs: ['change-rules'] });
    expect((await two.ask(service(), 'admin', { body: takeOut, headers: key() })).status).toBe(200);
    const { body, headers } = samples['change-rules PUT /api/rules']!;
    expect((await two.ask('PUT /api/rules', 'admin', { body, headers })).status).toBe(202);
    expect((await two.ask(service(marker), 'own', { body: takeOut, headers: key() })).status).toBe(404);
    await two.stop();
  });
});
