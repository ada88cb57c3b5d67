import type { SystemView } from '../../../domain/system.ts';
import { serverNow } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import { bytesWords, countWords } from './amounts.ts';
import { Facts, Unknown } from './facts.tsx';
import { t } from './phrases.ts';

const savedNames = ['alerts', 'incidents', 'cases', 'deliveries', 'plans', 'settings', 'audit'] as const;
const tablesShown = 5;

/** The database: what it is, since when it has been there, what waits for it, and what it takes. */
export function DatabaseFacts({ view: { database } }: { view: SystemView }) {
  const { isAvailable, since, edition, unsaved, storage, storedRows, rawRetention_days } = database;
  const waiting = savedNames.flatMap((name) => {
    const n = unsaved[name] ?? 0;
    return n === 0 ? [] : [t(`unsaved-${name}`, { n: countWords(n) })];
  });
  return (
    <Facts
      lines={[
        [t(isAvailable ? 'availableSince' : 'awaySince'), formatMoment(since, serverNow())],
        [t('edition'), edition === null ? <Unknown words={t('unknown')} /> : t(`edition-${edition}`)],
        [t('unsaved'), waiting.length === 0 ? t('none') : waiting.join(' · ')],
        [t('storedRows'), countWords(storedRows)],
        [t('retention'), t('days', { n: rawRetention_days })],
        [
          t('storage'),
          storage === null ? <Unknown words={t('storageUnknown')} /> : bytesWords(storage.bytes),
        ],
        storage === null
          ? null
          : [
              t('tables'),
              <ul class="system-tables">
                {storage.tables.slice(0, tablesShown).map(({ name, bytes }) => (
                  <li key={name}>
                    <span class="dim">{name}</span> {bytesWords(bytes)}
                  </li>
                ))}
              </ul>,
            ],
      ]}
    />
  );
}
