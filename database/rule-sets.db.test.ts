import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RulesRecord } from '../domain/record.ts';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../test/support/databases.ts';
import { createRuleSetStore } from './rule-sets.ts';

function toRecord(rest: Partial<RulesRecord>): RulesRecord {
  const files = [{ name: 'water.yaml', text: 'kind: water\n' }];
  return { type: 'rules', at: 1_000, by: 'files', comment: null, files, ...rest };
}

describeOnEach('the history of the rules', (edition) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(edition);
  });
  afterAll(async () => {
    await test.drop();
  });

  it('has every set once, the newest first, with all its files', async () => {
    const store = createRuleSetStore({ database: test.database });
    const files = [
      { name: 'smoke.yaml', text: '# "quoted" 火\n' },
      { name: 'water.yaml', text: 'a\u0000b' },
    ];
    const first = { journalId: 'j', offset: 1, record: toRecord({}) };
    const second = {
      journalId: 'j',
      offset: 9,
      record: toRecord({ at: 2_000, by: 'li', comment: 'higher', files }),
    };
    for (const entry of [first, second, first, second]) await store.record(entry);
    // Another journal begins at 1 again.
    await store.record({ ...first, journalId: 'k', record: toRecord({ at: 3_000 }) });
    const history = await store.history(10);
    expect(history).toMatchObject([
      { at: 3_000, by: 'files', comment: null },
      {
        at: 2_000,
        by: 'li',
        comment: 'higher',
        files: [files[0], { name: 'water.yaml', text: 'a\uFFFDb' }],
      },
      { at: 1_000, by: 'files', comment: null, files: first.record.files },
    ]);
    expect(new Set(history.map(({ id }) => id)).size).toBe(3);
    expect(await store.history(1)).toEqual(history.slice(0, 1));
  });
});
