import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import type { Confirmation } from '../shell/confirmations.ts';
import { actWords } from '../shell/held-words.ts';
import { reasonWords } from './confirmation-dialog.tsx';
import { Subject } from './confirmation-facts.tsx';
import { t } from './phrases.ts';

/** What became of those that wait no more, the latest first. */
export function SettledTable({ settled }: { settled: readonly Confirmation[] }) {
  return (
    <section>
      <h2>{t('settled')}</h2>
      <div class="table-scroll" role="region" aria-label={t('settled')} tabIndex={0}>
        <table class="table">
          <thead>
            <tr>
              {(['time', 'act', 'about', 'person', 'outcome', 'bySecond'] as const).map((head) => (
                <th key={head} scope="col">
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {settled.map((one) => (
              <tr key={one.id}>
                <td class="dim access-time">{formatMoment(one.settledAt ?? one.askedAt, clock.value)}</td>
                <td>{actWords(one.act)}</td>
                <td>
                  <Subject one={one} />
                </td>
                <td>{one.askedByName}</td>
                <td>
                  {outcomeWords(one)}
                  {one.problem !== null && <div class="dim">{reasonWords(one.problem)}</div>}
                </td>
                <td>{one.settledBy ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function outcomeWords({ state }: Confirmation): string {
  return state === 'waiting' || state === 'underway' ? t('underway') : t(`state-${state}`);
}
