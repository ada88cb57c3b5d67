import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkStore } from './check-store.ts';
import { openLmdbFile, storeFile } from './lmdb-block-store.ts';
import { faultOfHeader } from './store-header.ts';

/**
 * `npm run journal -- verify [data folder]`: holds every block of the journal to its checksum, of a running service
 * too. Changes nothing. Ends with 1 where something is damaged, with 2 where there is nothing to look at.
 */
const [command = '', folder = './data'] = process.argv.slice(2);
const path = join(folder, 'journal', storeFile);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function timeOf(at: number | null): string {
  return at === null ? 'an unknown time' : new Date(at).toISOString();
}

if (command !== 'verify' || !existsSync(path)) {
  say(command === 'verify' ? `there is no journal at ${path}` : 'npm run journal -- verify [data folder]');
  process.exit(2);
}
const fault = faultOfHeader(path);
if (fault !== null) {
  say(`${path} is damaged as a whole: ${fault}. The next start sets it aside and brings over what is whole.`);
  process.exit(1);
}
const store = openLmdbFile(path, { readOnly: true });
const found = checkStore(store, { bytesMax: Infinity, until: Infinity });
await store.close();
say(
  `records ${found.firstOffset} to ${found.lastOffset} in ${found.blocks} blocks, ${found.bytesRead} bytes read`,
);
for (const { first, last, from, to } of found.damaged) {
  say(`damaged: records ${first} to ${last}, between ${timeOf(from)} and ${timeOf(to)}`);
}
say(found.damaged.length === 0 ? 'everything is whole' : `${found.damaged.length} damaged`);
process.exit(found.damaged.length === 0 ? 0 : 1);
