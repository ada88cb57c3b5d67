import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, createCaseStore } from '../../alerts/cases/case-store.ts';
import { createTestCases, type TestCases } from '../../alerts/cases/test-cases.ts';
import type { Database } from '../../database/connection.ts';
import type { Case } from '../../domain/case.ts';
import { awayDatabase, startTestDashboard, type TestDashboard } from './test-support.ts';

interface Answer {
  readonly status: number;
  readonly body: { readonly case: Case; readonly madeVersion: number | null; readonly caseId: string };
}

describe('what is done in the street and told later', () => {
  let test: TestDashboard;
  let made: TestCases;
  let cookie = '';

  beforeAll(async () => {
    made = createTestCases();
    const database = awayDatabase() as unknown as Database;
    const store = createCaseStore({ database, cases: made.cases, log: pino({ level: 'silent' }) });
    test = await startTestDashboard({ cases: casesOf(made.cases, store) });
    const account = { username: 'sun', name: 'Sun', password: 'ten letters', role: 'gridWorker' };
    await send('/api/staff', account, { cookie: await test.logIn() });
    cookie = await test.logIn('sun', 'ten letters');
  });
  afterAll(() => test.stop());

  async function send(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: {
        cookie,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  async function dispatch(caseId: string): Promise<number> {
    made.tick(Date.now());
    await made.act('report', 'li', { caseId, report: reported });
    await made.act('accept', 'li', { caseId });
    await made.act('dispatch', 'li', { caseId, assignee: 'sun' });
    return made.cases.find(caseId)?.version ?? 0;
  }

  const reported = {
    source: 'staff',
    category: null,
    title: 'Blocked lane',
    description: '',
    severity: 2,
    alertIds: [],
    incidentId: null,
    deviceId: null,
    path: [],
    position: null,
    pictureUrl: null,
    confidence: null,
    externalId: null,
    occurredAt: null,
  } as const;
  const pictureUrl = `/api/pictures/${'a'.repeat(64)}`;

  it('keeps its picture and its time in its line of history, and tells the version that it made', async () => {
    const version = await dispatch('c1');
    const doneAt = Date.now() - 3_600_000;
    const body = { version, comment: 'On my way', pictureUrl, doneAt };
    const headers = { 'idempotency-key': 'offline-1' };
    const took = await send('/api/cases/c1/take', body, headers);
    expect(took).toMatchObject({ status: 200, body: { madeVersion: version + 1 } });
    await made.act('comment', 'li', { caseId: 'c1', comment: 'Hurry' });
    // Told again after the case went on: the version is still what this action made, and it acts once.
    const again = await send('/api/cases/c1/take', body, headers);
    expect(again.body).toMatchObject({ madeVersion: version + 1, case: { version: version + 2 } });
    const ahead = { version, pictureUrl, doneAt: Date.now() + 86_400_000 };
    expect(await send('/api/cases/c1/comment', ahead)).toMatchObject({ status: 200 });
    const lines = made.cases.events('c1').slice(-3);
    expect(lines.map(({ type, detail }) => [type, detail])).toEqual([
      ['take', { pictureUrl, doneAt }],
      ['comment', {}],
      // A clock that runs ahead says nothing.
      ['comment', { pictureUrl }],
    ]);
  });

  it('takes no address that is no picture’s', async () => {
    const version = await dispatch('c2');
    for (const wrong of [
      '/api/pictures/../session',
      '/api/pictures/1',
      'ftp://host/p.jpg',
      'https://a:b@host/',
    ]) {
      const answer = await send('/api/cases/c2/comment', { version, comment: 'x', pictureUrl: wrong });
      expect(answer.status).toBe(400);
    }
    expect(made.cases.find('c2')?.version).toBe(version);
  });

  it('takes a report with one of our pictures, once', async () => {
    const report = { title: 'Cable on the ground', pictureUrl, externalId: 'phone-1' };
    const first = await send('/api/events', report);
    expect(first.status).toBe(202);
    // As after its key was forgotten.
    const again = await send('/api/events', report);
    expect(again.body.caseId).toBe(first.body.caseId);
    expect(made.cases.find(first.body.caseId)).toMatchObject({
      source: 'gridWorker',
      pictureUrl,
      reportCount: 1,
    });
  });
});
