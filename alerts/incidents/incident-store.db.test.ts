import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { saveAlerts } from '../save-alerts.ts';
import { createIncidentStore, type IncidentStore } from './incident-store.ts';
import { createIncidents } from './incidents.ts';
import { saveIncidents } from './save-incidents.ts';
import { createStory, createTestRoom, toRaise, toSilence, type Story } from './test-room.ts';

const log = pino({ level: 'silent' });

describe('incidents in the database', () => {
  let test: TestDatabase;
  let story: Story;

  beforeAll(async () => {
    test = await createTestDatabase();
    story = createStory();
    story.place('kitchen-1', ['site:kitchen', 'building:b1', 'street:s1']);
    story.place('shop-1', ['site:shop', 'building:b1', 'street:s1']);
    for (let n = 0; n < 3; n += 1) story.place(`d${n}`, [`site:s${n}`, 'street:s2'], { gatewayId: 'gw' });
  });
  afterAll(() => test.drop());

  function createStore(incidents = story.room.incidents, isAway = false): IncidentStore {
    const { desk } = story.room;
    const database = { ...test.database, isAvailable: () => !isAway && test.database.isAvailable() };
    return createIncidentStore({ database, incidents, findAlert: (id) => desk.find(id), log });
  }

  /** A process that has forgotten everything: the database alone answers. */
  function createForgetful(): IncidentStore {
    const { topology, settings } = createTestRoom();
    const incidents = createIncidents({ settings: () => settings.current().alarms, topology });
    const { database } = test;
    return createIncidentStore({ database, incidents, findAlert: () => undefined, log });
  }

  it('are saved with who is and was part of them, however often they are told', async () => {
    const { say, act, room } = story;
    say(toRaise(0, 'kitchen-1', { severity: 2 }));
    say(toRaise(1, 'kitchen-1', { ruleId: 'other', severity: 3 }));
    act('acknowledge', 'other@kitchen-1');
    say({ ...toRaise(2, 'kitchen-1', { ruleId: 'other', severity: 3 }), change: 'return' });
    say(toRaise(3, 'shop-1', { severity: 2 }));
    for (let n = 0; n < 3; n += 1) say(toSilence(10 + n, `d${n}`));
    const documents = room.incidents.outbox.content();
    await saveAlerts(test.database.kysely, room.desk.outbox.content());

    const store = createStore();
    store.start();
    store.wake();
    await waitFor('everything to be saved', () => store.unsaved() === 0);
    await store.stop();
    // An older state, and the same again: neither changes anything.
    const old = documents.map((document) =>
      document.content.type === 'incident'
        ? {
            ...document,
            content: {
              type: 'incident' as const,
              incident: { ...document.content.incident, version: 1, alertCount: 99 },
            },
          }
        : document,
    );
    await saveIncidents(test.database.kysely, [...old, ...documents]);

    const forgetful = createForgetful();
    const known = await store.search({ state: 'all', limit: 1_000 });
    const saved = await forgetful.search({ state: 'all', limit: 1_000 });
    expect(saved).toEqual(known);
    expect(saved.incidents.filter(({ mergedInto }) => mergedInto !== null)).toHaveLength(3);
    const [gateway] = saved.incidents.filter(({ cause }) => cause.type === 'gateway');
    const [building] = saved.incidents.filter(({ cause }) => cause.id === 'building:b1');
    const of = async (id: string | undefined) =>
      (await forgetful.alertsOf(id ?? '')).alerts.map((alert) => alert.id);
    expect(await of(gateway?.id)).toEqual(['nothing-heard@d0', 'nothing-heard@d1', 'nothing-heard@d2']);
    // One was closed before the building's incident was.
    expect(await of(building?.id)).toEqual([
      'smoke-alarm@kitchen-1',
      'other@kitchen-1',
      'smoke-alarm@shop-1',
    ]);
    const [merged] = saved.incidents.filter(({ mergedInto }) => mergedInto === gateway?.id);
    expect(await forgetful.alertsOf(merged?.id ?? '')).toMatchObject({
      alerts: [],
      moved: [{ movedTo: gateway?.id }],
    });
    const ids = await forgetful.idsOf(['nothing-heard@d0', 'other@kitchen-1', 'nobody']);
    expect(Object.fromEntries(ids)).toEqual({
      'nothing-heard@d0': gateway?.id,
      'other@kitchen-1': building?.id,
    });
    expect(await forgetful.find(building?.id ?? '')).toEqual(building);
  });

  it('are found by state, place and kind, page by page', async () => {
    const store = createForgetful();
    const all = await store.search({ state: 'all', limit: 1_000 });
    const pages: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const asked = cursor === undefined ? {} : { cursor };
      const page = await store.search({ state: 'all', limit: 2, ...asked });
      pages.push(...page.incidents.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all.incidents.map(({ id }) => id));
    const here = await store.search({ state: 'all', limit: 10, place: 'street:s1' });
    expect(here.incidents.map(({ cause }) => cause.id)).toEqual(['site:shop', 'building:b1']);
    expect((await store.search({ state: 'all', limit: 10, kind: 'water' })).incidents).toEqual([]);
    expect((await createStore().search({ state: 'open', limit: 10 })).incidents).toHaveLength(2);
  });

  it('are told from memory while the database is away', async () => {
    const store = createStore(story.room.incidents, true);
    const [open] = story.room.incidents.open();
    expect((await store.search({ state: 'all', limit: 10 })).incidents.length).toBeGreaterThan(2);
    expect((await store.alertsOf(open?.id ?? '')).alerts).toHaveLength(3);
    expect(await store.idsOf(['nothing-heard@d0'])).toEqual(new Map());
    expect(await store.find('none')).toBeNull();
  });
});
