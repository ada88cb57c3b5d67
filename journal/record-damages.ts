import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ReportDamage } from '../keeping/damage-log.ts';
import { setAsideMark } from '../keeping/set-aside.ts';
import type { BlockStore } from './block-store.ts';
import { openBlock } from './block.ts';
import { stretchAt } from './check-store.ts';
import type { Holds } from './holds.ts';

/**
 * What readers meet that cannot be read any more. A reader goes on behind it, because one that stopped would stop
 * for good; but it is counted, named with its offsets and times, and a copy of its bytes is kept.
 */
export function createRecordDamages(options: {
  readonly store: BlockStore;
  readonly directory: string;
  readonly holds: Holds;
  readonly report: ReportDamage;
  readonly log: Logger;
}) {
  const { store, directory, holds, report, log } = options;
  const known = new Set<number>();
  let records = 0;

  function keepCopy(first: number): string | null {
    const block = store.blockAt(first);
    if (block === undefined || block.firstOffset !== first || openBlock(block.bytes) !== null) return null;
    const folder = join(directory, 'damaged');
    const path = join(folder, `block-${first}${setAsideMark}${Date.now()}`);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, block.bytes, { mode: 0o600 });
      return path;
    } catch (error) {
      log.error({ err: error, first }, 'a copy of a damaged block cannot be kept');
      return null;
    }
  }

  return {
    records: () => records,
    found(reader: string, first: number, last: number): void {
      log.error({ reader, first, last }, 'records are damaged on disk and cannot be delivered');
      records += last - first + 1;
      if (known.has(first)) return;
      known.add(first);
      const { from, to } = stretchAt(store, first, last);
      const stored = holds.settledOf('store');
      const isStored = stored !== undefined && stored >= last;
      report({
        kind: 'journal-records',
        subject: `${first}`,
        detail: `records ${first} to ${last} of the journal are damaged; ${reader} goes on behind them; ${
          isStored ? 'the database has their readings' : 'their readings do not reach the database'
        }`,
        setAside: keepCopy(first),
        missing: { first, last },
        between: { from, to },
      });
    },
  };
}
