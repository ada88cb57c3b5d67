import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { createSettingsStore } from '../settings-store.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createTestRoom, start, testSettings } from './test-room.ts';

const log = pino({ level: 'silent' });
const alertId = 'aaaaaaaaaaaaaaaaaaaa';

describe('the delivery store', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await test.drop();
  });

  it('brings every delivery to the database as it is now, and reads back what it wrote', async () => {
    const room = createTestRoom();
    const store = createDeliveryStore({ database: test.database, routing: room.room.routing, log });
    store.start();
    room.say('raise', 0);
    const [first, second] = room.room.routing.deliveries.due(start);
    room.sent(first!, 1);
    room.failed(second!, 2, { detail: 'no\u0000 answer' });
    room.tick(31);
    await waitFor('the deliveries to be saved', () => store.unsaved() === 0);
    await store.stop();

    // A service that has forgotten them.
    const empty = createTestRoom();
    const fresh = createDeliveryStore({ database: test.database, routing: empty.room.routing, log });
    const told = await fresh.ofSubject(alertId);
    expect(told).toHaveLength(6);
    expect(told.find(({ id }) => id === first!.id)).toEqual(room.room.routing.deliveries.find(first!.id));
    expect(told.find(({ id }) => id === second!.id)).toMatchObject({
      attempts: 1,
      lastError: 'no\uFFFD answer',
    });
    const sent = await fresh.search({ state: 'sent', limit: 10, before: null });
    expect(sent.map(({ id }) => id)).toEqual([first!.id]);
    const page = await fresh.search({ state: null, limit: 4, before: null });
    const rest = await fresh.search({ state: null, limit: 4, before: page.at(-1)! });
    expect(new Set([...page, ...rest].map(({ id }) => id)).size).toBe(6);
    expect(page.map(({ content }) => content.reason)).toEqual(['again', 'again', 'again', 'raised']);
  });

  it('never goes back to an older version', async () => {
    const room = createTestRoom();
    room.say('raise', 0, { alertId: 'other' });
    const early = createTestRoom();
    early.say('raise', 0, { alertId: 'other' });
    const [delivery] = room.room.routing.deliveries.ofSubject('other');
    room.sent(delivery!, 1);
    for (const each of [room, early]) {
      const store = createDeliveryStore({ database: test.database, routing: each.room.routing, log });
      store.start();
      await waitFor('the deliveries to be saved', () => store.unsaved() === 0);
      await store.stop();
    }
    const { rows } = await test.pool.query('select version, state from deliveries where id = $1', [
      delivery!.id,
    ]);
    expect(rows).toEqual([{ version: 2, state: 'sent' }]);
  });

  it('keeps the history of the settings', async () => {
    const room = createTestRoom();
    const { settings } = room.room;
    const options = { database: test.database, settings, journalId: () => 'journal-1', log };
    const store = createSettingsStore(options);
    store.start();
    const text = JSON.stringify(testSettings);
    room.take({ type: 'settings', at: start, by: 'files', comment: null, text });
    room.take({ type: 'settings', at: start + 1_000, by: 'li', comment: 'more\u0000', text });
    await waitFor('the settings to be saved', () => settings.outbox.size() === 0);
    await store.stop();
    const fresh = createSettingsStore({ ...options, settings: createTestRoom().room.settings });
    expect(await fresh.history(10)).toEqual([
      { revision: 3, at: start + 1_000, by: 'li', comment: 'more\uFFFD', text },
      { revision: 2, at: start, by: 'files', comment: null, text },
    ]);
    expect(await fresh.history(1)).toHaveLength(1);
  });
});
