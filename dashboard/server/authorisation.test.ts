import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf, roles, type Role } from '../../domain/roles.ts';
import type { ClientMessage } from '../live-protocol.ts';
import type { RouteRule } from './http.ts';
import { isSubject, type Subject } from './subjects.ts';
import { openTestClient, ofType } from './live/test-client.ts';
import { alertOf, foreignArea, marker, ownArea, startTwoAreas } from './test-two-areas.ts';
import { adminPassword, type TestDashboard } from './test-support.ts';

/** What an address names: one thing of one's own area, and one of the other. */
const named: Readonly<Record<Subject, (who: string) => string>> = {
  alert: (who) => `${who}-alert`,
  incident: (who) => `${who}-incident`,
  case: (who) => `${who}-case`,
  device: (who) => `${who}-device`,
  planRun: (who) => `${who}-run`,
  delivery: (who) => `${who}-delivery`,
  handover: (who) => `${who}-handover`,
  account: (who) => `${who}-worker`,
  // Made by their own tests: what is not there is answered as what is foreign.
  report: () => '00000000-0000-4000-8000-000000000009',
  picture: () => '0'.repeat(64),
};
/** Their things are not in this fixture, so that an address of one's own leads nowhere, too. */
const absent = new Set<string>(['report', 'picture']);
/** Ends the very session that asks. */
const endsSession = new Set(['DELETE /api/session']);

let test: TestDashboard;
const cookies = new Map<string, string>();

beforeAll(async () => {
  test = await startTwoAreas();
  const admin = await test.logIn();
  cookies.set('everywhere', admin);
  const add = async (username: string, role: Role, areas: readonly string[]): Promise<void> => {
    const body = JSON.stringify({ username, name: username, password: adminPassword, role, areas });
    const answer = await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie: admin, 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(201);
  };
  for (const role of roles) {
    await add(role, role, [ownArea]);
    cookies.set(role, await test.logIn(role));
  }
  await add('own-worker', 'gridWorker', [ownArea]);
  await add(`${marker}-worker`, 'gridWorker', [foreignArea]);
}, 60_000);
afterAll(() => test.stop());

function addressOf({ url, scope }: RouteRule, who: string): string {
  const id = isSubject(scope) ? named[scope](who) : `${who}-thing`;
  return url
    .replace(':file', `${id}.xml`)
    .replace(':username', id)
    .replace(':id', id)
    .replace(':action', 'comment')
    .replaceAll(/:\w+/gu, 'x');
}

async function ask(rule: RouteRule, who: string, as: string | null) {
  const headers: Record<string, string> = { 'idempotency-key': crypto.randomUUID() };
  const cookie = as === null ? undefined : cookies.get(as);
  if (cookie !== undefined) headers['cookie'] = cookie;
  const hasBody = rule.method !== 'GET' && rule.method !== 'HEAD' && rule.method !== 'DELETE';
  if (hasBody) headers['content-type'] = 'application/json';
  const answer = await fetch(`${test.url}${addressOf(rule, who)}`, {
    method: rule.method,
    headers,
    ...(hasBody ? { body: '{}' } : {}),
  });
  const body = await answer.text();
  const isProblem = answer.headers.get('content-type')?.includes('problem+json') === true;
  const { code = '' } = isProblem && body !== '' ? (JSON.parse(body) as { code?: string }) : {};
  return { status: answer.status, code, body };
}

/** Every route that is not the page or its documentation. */
function rules(): readonly RouteRule[] {
  return test.dashboard
    .rules()
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/api/docs') && url !== '*')
    .filter(({ method, url }) => !endsSession.has(`${method} ${url}`));
}

function isAlert(id: string): (change: { readonly kind: string }) => boolean {
  return (change) => change.kind === 'alert' && JSON.stringify(change).includes(id);
}

describe('who may ask what', () => {
  it('covers every route, and each has a rule', () => {
    expect(rules().length).toBeGreaterThan(100);
  });

  it('nobody who is not logged in gets anything but what is for anyone', async () => {
    const wrong: string[] = [];
    for (const rule of rules()) {
      const { status, body } = await ask(rule, 'own', null);
      if (rule.access !== 'anyone' && status !== 401) wrong.push(`${rule.method} ${rule.url} ${status}`);
      if (body.includes(marker) || body.includes('own-')) wrong.push(`${rule.method} ${rule.url} tells`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)('%s of one area: what the role may there, and nothing elsewhere', async (role) => {
    const may = permissionsOf(role);
    const wrong: string[] = [];
    for (const rule of rules()) {
      const { method, url, access, scope } = rule;
      for (const who of ['own', marker]) {
        const { status, code, body } = await ask(rule, who, role);
        // What was asked for may come back in words; nothing else of it.
        const told = body.replaceAll(addressOf(rule, who), '').replaceAll(`${who}-thing`, '');
        if (told.includes(marker)) wrong.push(`${method} ${url} of ${who} tells of elsewhere`);
        if (access === 'anyone' && !isSubject(scope)) continue;
        const expected =
          access !== 'anyone' && !may.includes(access)
            ? 'not-allowed'
            : scope === 'everywhere'
              ? 'not-everywhere'
              : isSubject(scope) && (who === marker || absent.has(scope))
                ? 'no-such'
                : null;
        const isRight =
          expected === null
            ? status !== 401 && status !== 404 && code !== 'not-allowed' && code !== 'not-everywhere'
            : expected === 'no-such'
              ? status === 404 && code.startsWith('no-such-')
              : status === 403 && code === expected;
        // Things that the address names and that belong to nobody's area are not in the fixture.
        const isAbsent = expected === null && status === 404 && !isSubject(scope) && url.includes(':');
        if (!isRight && !isAbsent) wrong.push(`${method} ${url} of ${who}: ${status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    '/api/alerts',
    '/api/areas',
    '/api/areas/counts',
    '/api/assignees',
    '/api/cap',
    '/api/cases',
    '/api/deliveries',
    '/api/devices',
    '/api/handover',
    '/api/handover/print',
    '/api/handovers',
    '/api/incidents',
    '/api/map',
    '/api/map/devices',
    '/api/plan-runs',
    '/api/reports',
    '/api/service',
    '/api/sites',
    '/api/staff',
    '/api/staff/names',
  ])('%s tells of both areas who has no limit, and of one who has', async (url) => {
    const get = async (as: string) =>
      await (await fetch(`${test.url}${url}`, { headers: { cookie: cookies.get(as)! } })).text();
    expect(await get('everywhere')).toContain(marker);
    const own = await get('administrator');
    expect(own).not.toContain(marker);
    expect(own).toContain('own');
  });
});

describe('what somebody may say on the live line', () => {
  const messages = {
    start: { type: 'start' },
    resume: { type: 'resume', epoch: 'x', seq: 1 },
    subscribe: { type: 'subscribe', devices: ['own-device', `${marker}-device`] },
    view: { type: 'view', subject: `alert:${marker}-alert` },
    ping: { type: 'ping', t: 1 },
  } satisfies { readonly [T in ClientMessage['type']]: Extract<ClientMessage, { type: T }> };

  it.each(roles)('%s of one area hears of that one only, without a gap', async (role) => {
    const everything = await openTestClient(test.url, cookies.get('everywhere')!);
    const client = await openTestClient(test.url, cookies.get(role)!);
    everything.send(messages.start);
    for (const message of Object.values(messages)) client.send(message);
    await client.until(ofType('pong'));
    for (const who of [marker, 'own']) {
      const deviceId = `${who}-device`;
      const reading = { deviceId, kind: 'smoke', time: Date.now(), receivedAt: Date.now() } as const;
      test.dashboard.readings([{ ...reading, seq: null, values: [], extra: {} } as never]);
      test.alerts.put({ ...alertOf(who), version: 2 }, 'comment');
    }
    await client.changes((all) => all.some(isAlert('own-alert')));
    await everything.changes((all) => all.some(isAlert(`${marker}-alert`)));
    expect(JSON.stringify(client.messages)).not.toContain(marker);
    expect(JSON.stringify(client.messages)).toContain('own-device');
    const seqs = client.messages.flatMap((message) => (message.type === 'change' ? [message.seq] : []));
    expect(seqs).toEqual(seqs.map((_seq, index) => seqs[0]! + index));
    client.socket.close();
    everything.socket.close();
  });
});
