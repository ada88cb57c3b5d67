import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlertChange } from '../../domain/alert.ts';
import type { JournalRecord } from '../../domain/record.ts';
import { createBatchStore } from '../../ingest/batch-store.ts';
import { createRecentKeys } from '../../ingest/recent-keys.ts';
import { encodeStoreBatch } from '../../ingest/store-batch.ts';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../../test/support/databases.ts';
import { backtest } from '../backtest.ts';
import { createRulesEngine } from '../engine.ts';
import { loadRules } from '../load-rules.ts';
import { toEntries } from '../test-history.ts';
import { randomHistory } from '../test-random-history.ts';
import { asStorable } from '../test-stored-history.ts';
import { openDatabase } from './backtest-input.ts';

const { rules } = await loadRules(join(import.meta.dirname, '../defaults'));
const everything = { kind: null, deviceId: null, from: -Infinity, to: Infinity };
const { signal } = new AbortController();

/** One history without moves: the database knows where devices stand now, and in these nobody stands anywhere. */
const { records, end } = randomHistory(7);
const history = asStorable(records).filter(({ type }) => type !== 'placement');

function live(entries: readonly JournalRecord[]): readonly unknown[] {
  const engine = createRulesEngine({ rules });
  const ended = [...entries, { type: 'tick', at: end } as const];
  return toEntries(ended)
    .flatMap((entry) => engine.evaluate(entry))
    .map(toStory);
}

function toStory({ cause: _cause, ...said }: AlertChange): unknown {
  return said;
}

describeOnEach('a back-test over the database', (edition) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(edition);
    const batchStore = createBatchStore(test.database, '00000000-0000-4000-8000-000000000000');
    await batchStore.readCheckpoint();
    const entries = toEntries(history).filter(({ record }) => record.type === 'telemetry');
    await batchStore.commit(encodeStoreBatch(entries, history.length, createRecentKeys()), () => undefined);
  });
  afterAll(async () => {
    await test.drop();
  });

  it('says what the rules said when it happened, to the last word', async () => {
    const input = await openDatabase(test.url, { query: everything, signal });
    const said: unknown[] = [];
    const { readings, placements } = input;
    const heard = (change: AlertChange): number => said.push(toStory(change));
    await backtest({ rules, readings, placements, until: end, heard });
    await input.close();
    expect(said.length).toBeGreaterThan(10);
    expect(said).toEqual(live(history));
  });

  it('can be about one device', async () => {
    const query = { ...everything, deviceId: 'smoke-0' };
    const input = await openDatabase(test.url, { query, signal });
    const { devices, readings } = await backtest({ rules, readings: input.readings });
    await input.close();
    expect(devices).toBe(1);
    expect(readings).toBeGreaterThan(10);
    await expect(openDatabase(test.url, { query: { ...everything, deviceId: 'x' }, signal })).rejects.toThrow(
      'cannot be read',
    );
  });

  it('knows the rules that were in force last', async () => {
    await test.pool.query(
      `insert into rule_sets (journal_id, journal_offset, at, by_whom, comment, files)
       values (gen_random_uuid(), 1, now() - interval '1 day', 'files', null, '[]'),
              (gen_random_uuid(), 2, now(), 'admin', null, '[{"name":"a.yaml","text":"x"}]')`,
    );
    const input = await openDatabase(test.url, { query: everything, signal });
    expect(input.presentFiles).toEqual([{ name: 'a.yaml', text: 'x' }]);
    await input.close();
  });
});
