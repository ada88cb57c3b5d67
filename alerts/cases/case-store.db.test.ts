import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maintenanceJobs } from '../../database/maintenance.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { createCaseStore } from './case-store.ts';
import type { Cases } from './cases.ts';
import { createTestCases, morning } from './test-cases.ts';

const log = pino({ level: 'silent' });
const here = { longitude_deg: 120.15, latitude_deg: 30.28 };
const day = 86_400_000;

async function handled() {
  const made = createTestCases();
  await made.report(
    { title: '冒\u0000烟', alertIds: ['a1', 'a2'], position: here, externalId: 'E-1' },
    { caseId: 'case-1' },
  );
  await made.act('accept', 'li', { comment: 'smells\u0000 of \u{1F525}' });
  await made.act('dispatch', 'li', { assignee: 'sun' });
  await made.act('hold', 'zhao', { until: morning + day, comment: 'typhoon' });
  return made;
}

describe('the case store', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await test.drop();
  });
  beforeEach(async () => {
    await test.pool.query('truncate cases, case_events, tracks');
  });

  function storeOf(cases: Cases) {
    return createCaseStore({ database: test.database, cases, log });
  }

  async function saveAll(cases: Cases): Promise<void> {
    const store = storeOf(cases);
    store.start();
    await waitFor('cases to be saved', () => store.unsaved() === 0);
    await store.stop();
  }

  it('reads back what it wrote, from a process that remembers nothing', async () => {
    const { cases, changes } = await handled();
    await saveAll(cases);
    const fresh = storeOf(createTestCases().cases);
    const found = await fresh.find('case-1');
    expect(found).toEqual({ ...cases.find('case-1'), title: '冒\uFFFD烟' });
    const history = await fresh.history('case-1');
    expect(history.map(({ version, type, by }) => `${version} ${type} ${by}`)).toEqual([
      '1 report li',
      '2 accept li',
      '3 dispatch li',
      '4 hold zhao',
    ]);
    expect(history[1]?.comment).toBe('smells\uFFFD of \u{1F525}');
    expect(history[3]).toEqual(changes[3]?.event);
    expect(await fresh.find('nothing')).toBeNull();
  });

  it('changes nothing when the same is written again, and never goes back', async () => {
    const made = await handled();
    const early = made.cases.snapshot();
    await made.act('resume', 'li');
    await made.act('void', 'zhao', { comment: 'twice' });
    await saveAll(made.cases);
    const again = createTestCases();
    again.cases.restore(early);
    expect(again.cases.outbox.cases.size()).toBe(1);
    await saveAll(again.cases);
    const { rows } = await test.pool.query('select version, step, closed_at is null as open from cases');
    expect(rows).toEqual([{ version: 6, step: 'void', open: false }]);
    const events = await test.pool.query('select count(*)::int as n from case_events');
    expect(events.rows).toEqual([{ n: 6 }]);
  });

  it.each(['open', 'all'] as const)(
    'pages through %s cases newest first, memory among them',
    async (state) => {
      const made = createTestCases();
      for (let n = 0; n < 7; n += 1) {
        await made.report({ title: `${n}` }, { caseId: `c${n}`, at: morning + Math.floor(n / 2) * 1000 });
        // The database is behind: it has them as they were reported, and not the last two.
        if (n === 4) await saveAll(made.cases);
      }
      for (const caseId of ['c1', 'c6']) await made.act('accept', 'li', { caseId });
      await made.act('void', 'zhao', { caseId: 'c3', comment: 'x' });
      const store = storeOf(made.cases);
      const pages = async (filter: object): Promise<string[]> => {
        const seen: string[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const page = await store.search({
            state,
            limit: 2,
            ...filter,
            ...(cursor === '' ? {} : { cursor }),
          });
          expect(page.cases.length).toBeLessThanOrEqual(2);
          seen.push(...page.cases.map(({ id }) => id));
          cursor = page.nextCursor;
        }
        return seen;
      };
      const closed = state === 'all' ? ['c3'] : [];
      expect(await pages({})).toEqual(['c6', 'c5', 'c4', ...closed, 'c2', 'c1', 'c0']);
      expect(await pages({ step: 'accepted' })).toEqual(['c6', 'c1']);
      expect(await pages({ step: 'reported' })).toEqual(['c5', 'c4', 'c2', 'c0']);
    },
  );

  it('finds cases by what is asked for, alike in memory and in the database', async () => {
    const made = createTestCases();
    await made.report({ severity: 1, alertIds: ['a1'] }, { caseId: 'c1' });
    const flood = { category: 'flood', source: 'resident', title: '水 100%_Full' } as const;
    await made.report({ path: ['street:s2'], ...flood }, { caseId: 'c2' });
    await made.act('accept', 'li', { caseId: 'c2' });
    await made.act('dispatch', 'li', { caseId: 'c2', assignee: 'sun' });
    await made.act('whistle', 'zhao', { caseId: 'c2', comment: 'help' });
    made.tick(morning + 60_000);
    const filters: readonly (readonly [object, readonly string[]])[] = [
      [{ area: 's2' }, ['c2']],
      [{ area: 'd1' }, ['c1']],
      [{ area: 'shop-1' }, []],
      [{ assignee: 'sun' }, ['c2']],
      [{ overdue: true }, ['c1']],
      [{ overdue: false }, ['c2']],
      [{ level: 'district' }, ['c2']],
      [{ level: 'street', overdue: true }, ['c1']],
      [{ alertId: 'a1' }, ['c1']],
      [{ category: 'flood' }, ['c2']],
      [{ source: 'resident' }, ['c2']],
      [{ source: 'staff', category: 'flood' }, []],
      [{ text: '冒烟' }, ['c1']],
      [{ text: '0%_f' }, ['c2']],
      [{ text: '%' }, ['c2']],
      [{ from: morning, to: morning + 1 }, ['c2', 'c1']],
      [{ to: morning }, []],
      [{ closedFrom: 0 }, []],
    ];
    const inMemory = storeOf(made.cases);
    await saveAll(made.cases);
    const inDatabase = storeOf(createTestCases().cases);
    for (const [filter, ids] of filters) {
      const open = await inMemory.search({ state: 'open', limit: 10, ...filter });
      const all = await inDatabase.search({ state: 'all', limit: 10, ...filter });
      expect([filter, open.cases.map(({ id }) => id)]).toEqual([filter, ids]);
      expect([filter, all.cases.map(({ id }) => id)]).toEqual([filter, ids]);
    }
  });

  it('keeps where people were for as long as the settings say, and no longer', async () => {
    const made = createTestCases();
    for (const at of [morning - 31 * day, morning - 29 * day, morning]) {
      const point = { username: 'sun', at, position: here, accuracy_m: 8 };
      made.say({ type: 'track', point });
      made.say({ type: 'track', point });
      made.say({ type: 'track', point: { ...point, username: 'zhou' } });
    }
    await saveAll(made.cases);
    const store = storeOf(made.cases);
    const asked = { username: 'sun', from: morning - 60 * day, to: morning + 1 };
    expect(await store.track(asked)).toHaveLength(3);
    const jobs = maintenanceJobs(test.database, { log, trackRetention_days: () => 30 });
    await jobs.find(({ name }) => name === 'track-retention')?.run(morning);
    expect(await store.track(asked)).toEqual(
      [morning - 29 * day, morning].map((at) => ({ username: 'sun', at, position: here, accuracy_m: 8 })),
    );
    expect(await store.track({ ...asked, to: morning })).toHaveLength(1);
    const { rows } = await test.pool.query('select count(*)::int as n from tracks');
    expect(rows).toEqual([{ n: 4 }]);
  });

  it('answers from memory, and lets people act, while the database is away', async () => {
    const away = await createTestDatabase();
    const made = await handled();
    const store = createCaseStore({ database: away.database, cases: made.cases, log });
    await away.drop();
    store.start();
    expect((await made.act('resume', 'li')).outcome).toBe('done');
    expect((await store.search({ state: 'all', limit: 5 })).cases).toMatchObject([
      { id: 'case-1', version: 5 },
    ]);
    expect(await store.history('case-1')).toHaveLength(5);
    expect(await store.track({ username: 'sun', from: 0, to: 1 })).toBeNull();
    await store.stop();
    expect(store.unsaved()).toBe(6);
  });
});
