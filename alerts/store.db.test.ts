import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/support/databases.ts';
import { waitFor } from '../test/support/wait-for.ts';
import type { AlertChange } from '../domain/alert.ts';
import type { AlertFilter } from '../domain/alert-desk.ts';
import { createAlertStore, type AlertStore } from './store.ts';
import { createTestDesk, surroundings, toAction, toChange } from './test-changes.ts';

const log = pino({ level: 'silent' });
const { placeOf } = surroundings;

function about(device: number, change: AlertChange['change'], rest: Partial<AlertChange> = {}): AlertChange {
  return toChange(change, {
    alertId: `alert-${device}`,
    scope: { type: 'device', id: `device-${device}` },
    deviceId: `device-${device}`,
    receivedAt: 1_800_000_000_000 + device * 1000,
    latching: false,
    ...rest,
  });
}

describe('the alert store', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await test.drop();
  });
  beforeEach(async () => {
    await test.pool.query('truncate alerts, alert_events');
  });

  async function saveAll(desk: ReturnType<typeof createTestDesk>['desk']): Promise<void> {
    const store = createAlertStore({ database: test.database, desk, placeOf, log });
    await store.start();
    await saved(store);
    await store.stop();
  }

  it('brings every alert and every event into the database, and reads back what it wrote', async () => {
    const { desk, say } = createTestDesk();
    const store = createAlertStore({ database: test.database, desk, placeOf, log });
    await store.start();
    say(about(1, 'raise', { title: { zh: '火警', en: 'Fire "alarm"' } }));
    await desk.act(toAction('comment', { alertId: 'alert-1', comment: 'smells\u0000 of \u{1F525}' }));
    await desk.act(toAction('acknowledge', { alertId: 'alert-1', version: 2 }));
    say(about(1, 'return'));
    await saved(store);
    await store.stop();

    const fresh = createAlertStore({ database: test.database, desk: createTestDesk().desk, placeOf, log });
    expect(await fresh.search({ state: 'all', limit: 10 })).toEqual({
      alerts: [desk.find('alert-1')],
      nextCursor: null,
    });
    expect(await fresh.find('alert-1')).toEqual(desk.find('alert-1'));
    expect(await fresh.find('alert-0')).toBeNull();
    const { deviceId } = desk.find('alert-1')!;
    expect((await fresh.search({ state: 'all', deviceId, limit: 10 })).alerts).toHaveLength(1);
    expect((await fresh.search({ state: 'all', deviceId: 'other', limit: 10 })).alerts).toEqual([]);
    const history = await fresh.history('alert-1');
    expect(history.map(({ version, type, by }) => `${version} ${type} ${by}`)).toEqual([
      '1 raise rules',
      '2 comment li',
      '3 acknowledge li',
      '4 return rules',
      '5 close rules',
    ]);
    expect(history[1]?.comment).toBe('smells\uFFFD of \u{1F525}');
    expect(history[0]?.detail).toMatchObject({ severity: 1, evidence: { metric: 'alarm' } });
  });

  it('changes nothing when the same is written again, and never goes back', async () => {
    const { desk, say } = createTestDesk();
    say(about(1, 'raise'));
    const early = desk.snapshot();
    say(about(1, 'worsen'));
    await saveAll(desk);
    const { desk: restored } = createTestDesk();
    restored.restore(early);
    await saveAll(restored);
    const { rows } = await test.pool.query('select version from alerts');
    expect(rows).toEqual([{ version: 2 }]);
    const events = await test.pool.query('select version from alert_events order by version');
    expect(events.rows).toEqual([{ version: 1 }, { version: 2 }]);
  });

  it('has the words of what an alert is now', async () => {
    const { desk, say } = createTestDesk();
    say(about(1, 'raise'));
    await saveAll(desk);
    const words = { title: { zh: '更糟', en: 'Worse' }, advice: { zh: '快去', en: 'Go at once' } };
    say(about(1, 'worsen', words));
    await saveAll(desk);
    const { rows } = await test.pool.query('select title, advice from alerts');
    expect(rows).toEqual([words]);
  });

  it('keeps one alert open per rule and scope, whatever order it ends and begins in', async () => {
    const { desk, say } = createTestDesk();
    say(about(1, 'raise'));
    await saveAll(desk);
    say(about(1, 'return'));
    await desk.act(toAction('acknowledge', { alertId: 'alert-1', version: 2 }));
    say(about(1, 'raise', { alertId: 'alert-1b' }));
    await saveAll(desk);
    const { rows } = await test.pool.query('select id, closed_at is null as open from alerts order by id');
    expect(rows).toEqual([
      { id: 'alert-1', open: false },
      { id: 'alert-1b', open: true },
    ]);
  });

  it('makes way for the desk when the database has open what the desk does not know', async () => {
    const lost = createTestDesk();
    lost.say(about(1, 'raise'));
    await saveAll(lost.desk);
    const { desk, say } = createTestDesk();
    say(about(1, 'raise', { alertId: 'alert-new' }));
    await saveAll(desk);
    const { rows } = await test.pool.query('select id from alerts where closed_at is null');
    expect(rows).toEqual([{ id: 'alert-new' }]);
  });

  it('pages through all alerts newest first, those of memory among them', async () => {
    const { desk, say } = createTestDesk();
    for (const device of [1, 3, 5, 7]) say(about(device, 'raise'));
    await saveAll(desk);
    for (const device of [2, 4, 6]) say(about(device, 'raise'));
    const store = createAlertStore({ database: test.database, desk, placeOf, log });
    for (const state of ['all', 'open'] as const) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await store.search({ state, limit: 3, ...(cursor === '' ? {} : { cursor }) });
        expect(page.alerts.length).toBeLessThanOrEqual(3);
        seen.push(...page.alerts.map((alert) => alert.id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((device) => `alert-${device}`));
    }
  });

  it('finds alerts by what they are and where they were raised, in memory and in the database', async () => {
    const { desk, say, tell, placeOf } = createTestDesk();
    const path = ['site:s-1', 'grid:g-1', 'street:st-1'] as const;
    tell({ type: 'placement', at: 1, deviceId: 'device-1', kind: 'smoke', path });
    say(about(1, 'raise', { severity: 3 }));
    say(about(2, 'raise', { ruleId: 'leak' }));
    await saveAll(desk);
    const fromMemory = createAlertStore({ database: test.database, desk, placeOf, log });
    const empty = createTestDesk();
    const fromDatabase = createAlertStore({ database: test.database, desk: empty.desk, placeOf, log });
    for (const store of [fromMemory, fromDatabase]) {
      expect(await ids(store, {})).toEqual(['alert-2', 'alert-1']);
      for (const filter of [{ area: 'st-1' }, { area: 'g-1' }, { siteId: 's-1' }, { severity: 3 as const }]) {
        expect(await ids(store, filter)).toEqual(['alert-1']);
      }
      expect(await ids(store, { ruleId: 'leak', operator: 'unacknowledged' })).toEqual(['alert-2']);
      expect(await ids(store, { area: 'elsewhere' })).toEqual([]);
      expect(await ids(store, { suppression: 'shelved' })).toEqual([]);
    }
    // What memory knows better than the database counts.
    await desk.act(toAction('acknowledge', { alertId: 'alert-1' }));
    expect(await ids(fromMemory, { operator: 'unacknowledged' })).toEqual(['alert-2']);
    expect(await ids(fromMemory, { operator: 'acknowledged' })).toEqual(['alert-1']);
  });

  it('answers from memory, and lets staff act, while the database is away', async () => {
    const away = await createTestDatabase();
    const { desk, say } = createTestDesk();
    const store = createAlertStore({ database: away.database, desk, placeOf, log });
    await store.start();
    await away.drop();
    say(about(1, 'raise'));
    expect(await desk.act(toAction('acknowledge', { alertId: 'alert-1' }))).toMatchObject({
      outcome: 'done',
    });
    expect(store.unsaved()).toBe(2);
    expect((await store.search({ state: 'all', limit: 5 })).alerts).toMatchObject([
      { id: 'alert-1', version: 2 },
    ]);
    expect(await store.history('alert-1')).toMatchObject([{ type: 'raise' }, { type: 'acknowledge' }]);
    await store.stop();
    expect(store.unsaved()).toBe(2);
  });
});

async function ids(store: AlertStore, filter: AlertFilter): Promise<readonly string[]> {
  const { alerts } = await store.search({ state: 'all', limit: 10, ...filter });
  return alerts.map((alert) => alert.id);
}

async function saved(store: AlertStore): Promise<void> {
  await waitFor('alerts to be saved', () => store.unsaved() === 0);
}
