import { openLmdbFile } from './lmdb-block-store.ts';
import { checkStore } from './check-store.ts';
import { rescueBlocks } from './rescue-blocks.ts';

/**
 * A process of its own that looks into a journal's file, started by `open-checked-store.ts`: the library ends the
 * process that meets a broken page, and the service must not be that process.
 *
 * `check <file> <bytesMax> <timeMax_ms>`: prints the check as JSON, after a write, which uses what no reader does.
 * `rescue <damaged file> <new file> forward|backward <until>`: copies whole blocks; prints where it is.
 */
const [task = '', path = '', ...rest] = process.argv.slice(2);

if (task === 'check') {
  const store = openLmdbFile(path);
  const until = performance.now() + Number(rest[1]);
  const found = checkStore(store, { bytesMax: Number(rest[0]), until });
  await store.putValues(new Map([['checked', Buffer.from(String(Date.now()))]]));
  await store.close();
  process.stdout.write(JSON.stringify(found));
} else {
  const from = openLmdbFile(path, { readOnly: true });
  const to = openLmdbFile(rest[0] ?? '');
  await rescueBlocks({ from, to, order: rest[1] === 'backward' ? 'newest first' : undefined });
  await to.close();
}
