import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ReportDamage } from '../keeping/damage-log.ts';
import { setAside } from '../keeping/set-aside.ts';
import type { BlockStore } from './block-store.ts';
import type { StoreCheck } from './check-store.ts';
import { measureExtent, setBase } from './extent.ts';
import { checkLimits } from './limits.ts';
import { openLmdbBlockStore, storeFile } from './lmdb-block-store.ts';
import { newestSnapshot } from './snapshots.ts';
import { faultOfHeader } from './store-header.ts';

const program = fileURLToPath(new URL('store-process.ts', import.meta.url));

interface CheckedStoreOptions {
  readonly directory: string;
  readonly bytesMax: number;
  readonly report: ReportDamage;
}

/**
 * Opens the journal's store after a look at it by a process of its own. Damaged records are reported and stay where
 * they are. A file that cannot be used at all is set aside, what is whole in it is brought over into a new one, and
 * the numbering goes on far behind everything that was ever given: a start without what is lost is better than no
 * start, and no number means two things.
 */
export async function openCheckedStore(options: CheckedStoreOptions): Promise<BlockStore> {
  const { directory, bytesMax, report } = options;
  mkdirSync(directory, { recursive: true });
  const path = join(directory, storeFile);
  const fault = existsSync(path) ? (faultOfHeader(path) ?? (await check(path, report))) : null;
  if (fault !== null) return await replace(options, fault);
  const wasThere = existsSync(path);
  const store = openLmdbBlockStore(directory, bytesMax);
  await followSnapshots(store, { wasThere, ...options });
  return store;
}

/** What is wrong with the file; null when it can be used, with damaged stretches reported. */
async function check(path: string, report: ReportDamage): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, 'check', path, String(checkLimits.bytesMax), String(checkLimits.time_ms)],
      { timeout: checkLimits.processTime_ms, maxBuffer: 2 ** 26 },
    );
    const found = JSON.parse(stdout) as StoreCheck;
    for (const { first, last, from, to } of found.damaged) {
      report({
        kind: 'journal-records',
        subject: `${first}`,
        detail: `records ${first} to ${last} of the journal are damaged; who still needs them goes on behind them`,
        setAside: null,
        missing: { first, last },
        between: { from, to },
      });
    }
    return null;
  } catch (error) {
    const { signal, code, killed } = error as { signal?: string; code?: number; killed?: boolean };
    // Slow is not damaged: readers check every block again when they come to it.
    if (killed === true) return null;
    return `reading it ended with ${signal ?? code ?? (error as Error).message}`;
  }
}

async function replace(options: CheckedStoreOptions, fault: string): Promise<BlockStore> {
  const { directory, bytesMax, report } = options;
  const path = join(directory, storeFile);
  const aside = setAside(path);
  rmSync(`${path}-lock`, { force: true });
  if (aside !== null && !fault.startsWith('its header')) {
    // From both ends: the first broken page ends each.
    for (const order of ['forward', 'backward']) await rescue(aside, path, order);
  }
  const store = openLmdbBlockStore(directory, bytesMax);
  const rescued = measureExtent(store);
  const known = Math.max(rescued.lastOffset, newestSnapshot(directory));
  await setBase(store, known + checkLimits.numbersSkipped);
  const what =
    rescued.lastOffset === 0
      ? 'nothing of it could be brought over'
      : `${[...store.firstOffsets()].length} blocks, records ${rescued.firstOffset} to ${rescued.lastOffset}, were brought over`;
  report({
    kind: 'journal-file',
    subject: storeFile,
    detail: `the journal's file is damaged (${fault}) and was set aside; ${what}; readings that the database has are safe, those after them that were not brought over are missing`,
    setAside: aside,
    missing: { first: rescued.lastOffset + 1, last: known + checkLimits.numbersSkipped },
    between: null,
  });
  return store;
}

/** The process may end at a broken page: what it had copied by then is there. */
async function rescue(from: string, to: string, order: string): Promise<void> {
  await promisify(execFile)(process.execPath, [program, 'rescue', from, to, order], {
    timeout: checkLimits.rescueTime_ms,
  }).catch(() => undefined);
  rmSync(`${from}-lock`, { force: true });
}

/** A journal that ends before its snapshots is a former copy, or was taken away: numbers must not come twice. */
async function followSnapshots(
  store: BlockStore,
  { wasThere, directory, report }: CheckedStoreOptions & { readonly wasThere: boolean },
): Promise<void> {
  const { lastOffset } = measureExtent(store);
  const newest = newestSnapshot(directory);
  if (newest <= lastOffset) return;
  await setBase(store, newest + checkLimits.numbersSkipped);
  report({
    kind: wasThere ? 'journal-older' : 'journal-file',
    subject: storeFile,
    detail: `the journal ends at record ${lastOffset}, but its snapshots know records up to ${newest}: what lies between is missing where the database has not got it`,
    setAside: null,
    missing: { first: lastOffset + 1, last: newest + checkLimits.numbersSkipped },
    between: null,
  });
}
