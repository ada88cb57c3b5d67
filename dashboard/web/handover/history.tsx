import type { Handover } from '../../../domain/handover.ts';
import { serverNow } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { language } from '../shell/language.ts';
import { handoverApi, printPath } from './handover-api.ts';
import { t } from './phrases.ts';
import { shiftWords } from './present-shift.tsx';
import { Sheet } from './sheet.tsx';
import { mayTake, TakePanel } from './take-panel.tsx';

/** Shifts that were signed over, newest first. */
export function History() {
  const signed = useAnswer('signed', handoverApi.list);
  return (
    <Answered of={signed}>
      {({ handovers }) =>
        handovers.length === 0 ? (
          <EmptyState title={t('noHistory')}>{t('noHistoryNext')}</EmptyState>
        ) : (
          <div class="table-scroll">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t('shift')}</th>
                  <th scope="col">{t('givenAt')}</th>
                  <th scope="col">{t('takenAt')}</th>
                  <th scope="col">{t('leftOpen')}</th>
                  <th scope="col">{t('remarks')}</th>
                </tr>
              </thead>
              <tbody>
                {handovers.map((one) => (
                  <HistoryLine key={one.id} handover={one} />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Answered>
  );
}

function HistoryLine({ handover }: { handover: Handover }) {
  const { id, sheet, givenBy, givenTo, givenAt, takenBy, takenAt, remarks } = handover;
  const now = serverNow();
  return (
    <tr>
      <td>
        <a href={`/handover/history/${encodeURIComponent(id)}`}>{shiftWords(sheet.shift, now)}</a>
      </td>
      <td>
        {formatMoment(givenAt, now)} {givenBy} → {givenTo}
      </td>
      <td>
        {takenAt === null ? (
          <span class="handover-waits">{t('notTaken')}</span>
        ) : (
          `${formatMoment(takenAt, now)} ${takenBy}`
        )}
      </td>
      <td>
        {t('leftOpenWords', {
          u: sheet.unacknowledged.count,
          o: sheet.open.count,
          c: sheet.cases?.count ?? '?',
        })}
      </td>
      <td class="dim">{remarks}</td>
    </tr>
  );
}

/** One handover as it was signed. */
export function SignedHandover({ id }: { id: string }) {
  const signed = useAnswer(id, () => handoverApi.one(id));
  return (
    <>
      <p class="no-print">
        <a href="/handover/history">{t('backToHistory')}</a>
      </p>
      {signed.problem?.status === 404 ? (
        <EmptyState title={t('gone')} />
      ) : (
        <Answered of={signed}>
          {({ handover }) => {
            const { sheet, givenAt, givenBy, givenTo, remarks, takenBy, takenAt, takenRemarks } = handover;
            const now = serverNow();
            return (
              <>
                <header class="section-head">
                  <h2>{shiftWords(sheet.shift, now)}</h2>
                  <span class="dim">{t('asOf', { time: formatMoment(sheet.at, now) })}</span>
                  <span class="spring" />
                  <a
                    class="handover-print no-print"
                    href={printPath(id, language.value)}
                    target="_blank"
                    rel="noreferrer"
                  >
                    <Icon name="print" /> {t('print')}
                  </a>
                </header>
                <div class="handover-columns">
                  <Sheet sheet={sheet} beside={null} />
                  <aside class="handover-aside">
                    <dl class="facts">
                      <dt>{t('givenAt')}</dt>
                      <dd>
                        {formatMoment(givenAt, now)} {givenBy} → {givenTo}
                      </dd>
                      <dt>{t('takenAt')}</dt>
                      <dd>{takenAt === null ? t('notTaken') : `${formatMoment(takenAt, now)} ${takenBy}`}</dd>
                    </dl>
                    {remarks !== '' && <blockquote class="handover-remarks">{remarks}</blockquote>}
                    {takenRemarks !== '' && <blockquote class="handover-remarks">{takenRemarks}</blockquote>}
                    {mayTake(handover) && (
                      <TakePanel key={handover.version} handover={handover} done={signed.again} />
                    )}
                  </aside>
                </div>
              </>
            );
          }}
        </Answered>
      )}
    </>
  );
}
