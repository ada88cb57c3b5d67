import type { ReaderState, SystemView } from '../../../domain/system.ts';
import { formatAge } from '../parts/format.ts';
import { language } from '../shell/language.ts';
import { bytesWords, countWords, msWords } from './amounts.ts';
import { Facts, Unknown } from './facts.tsx';
import { t } from './phrases.ts';

/** The journal: what it holds, how quick the disk is, and how far each reader is. */
export function JournalFacts({ view: { journal, disk } }: { view: SystemView }) {
  const { bytesUsed, bytesMax, records, oldest_s, commitP50_ms, commitP99_ms, readers } = journal;
  return (
    <Facts
      lines={[
        [t('size'), t('ofMax', { used: bytesWords(bytesUsed), max: bytesWords(bytesMax) })],
        [
          t('disk'),
          disk === null ? (
            <Unknown words={t('unknown')} />
          ) : (
            t('ofTotal', { free: bytesWords(disk.freeBytes), total: bytesWords(disk.totalBytes) })
          ),
        ],
        [t('records'), countWords(records)],
        [
          t('oldest'),
          oldest_s === null
            ? t('olderThanKnown')
            : t('ago', { age: formatAge(oldest_s * 1_000, language.value) }),
        ],
        [
          t('commits'),
          commitP50_ms === null || commitP99_ms === null ? (
            <Unknown words={t('unknown')} />
          ) : (
            `${msWords(commitP50_ms)} / ${msWords(commitP99_ms)}`
          ),
        ],
        ...readers.map((reader): readonly [string, string] => [
          `${t('lag')} · ${readerName(reader.name)}`,
          lagWords(reader),
        ]),
      ]}
    />
  );
}

const named = ['store', 'desk', 'rules', 'live'] as const;

function readerName(name: string): string {
  const known = named.find((each) => each === name);
  return known === undefined ? name : t(`reader-${known}`);
}

function lagWords({ attached, lag, lag_s }: ReaderState): string {
  if (!attached) return t('detached');
  if (lag === 0) return t('noLag');
  const n = countWords(lag);
  return lag_s === null ? t('lagLong', { n }) : t('lagWords', { n, s: lag_s.toFixed(1) });
}
