import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fateOf } from './kept-files.ts';

const root = join(import.meta.dirname, '..');
/** Those of a folder of its own in the data folder. */
const within: Readonly<Record<string, string>> = { pictures: `pictures/${'0'.repeat(64)}.jpg` };

/** Where the rooms that keep files name one: `join(directory, 'accounts.json')`. */
async function namesInSource(): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const path of glob('{alerts,dashboard/server,fleet,rules,broker,proof}/**/*.ts', {
    cwd: root,
  })) {
    if (/test[-.]|\.test\.|testing/.test(path)) continue;
    const text = await readFile(join(root, path), 'utf8');
    for (const [, name = ''] of text.matchAll(/join\((?:options\.)?directory, '([^']+)'\)/g)) names.add(name);
  }
  return names;
}

it('says of each file that the source names whether it is in a backup, and why not', async () => {
  const names = [...(await namesInSource())];
  expect(names).toEqual(expect.arrayContaining(['accounts.json', 'session-key', 'pictures', 'fleet.json']));
  expect(names.filter((name) => fateOf(within[name] ?? name) === null)).toEqual([]);
});
