import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JournalEntry } from '../domain/record.ts';
import { recordTypeCodes } from './record-codec.ts';
import { startJournal, temporaryFolder, until } from './test-journal.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/**
 * A journal that was written once and is never written again: whoever changes how records are stored learns here
 * that the ones on people's disks are still read as what they were.
 */
it('a journal of the first version is read as it was written, a record of each type', async () => {
  const folder = temporaryFolder();
  copyFileSync(join(fixtures, 'version-1.mdb'), join(folder.path, 'journal.mdb'));
  const { journal } = await startJournal(folder.path);
  const entries: JournalEntry[] = [];
  const reader = journal.attachReader({
    name: 'golden',
    from: 1,
    handle: (batch) => void entries.push(...batch),
  });
  await until('all is read', () => reader.lag() === 0);
  await journal.stop();
  folder.remove();
  expect(toPlain(entries)).toEqual(JSON.parse(readFileSync(join(fixtures, 'version-1.json'), 'utf8')));
  const types = new Set(entries.map(({ record }) => record.type));
  expect(types.size).toBe(14);
  expect(Object.keys(recordTypeCodes)).toEqual(expect.arrayContaining([...types]));
});

/** With payloads as text. */
function toPlain(entries: readonly JournalEntry[]): unknown {
  return entries.map(({ offset, record }) =>
    record.type === 'telemetry'
      ? { offset, record: { ...record, payload: Buffer.from(record.payload).toString() } }
      : { offset, record },
  );
}
