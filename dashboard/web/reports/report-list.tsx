import { useSignal } from '@preact/signals';
import type { ReportHead } from '../../../domain/report.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { go } from '../shell/router.ts';
import { MakeReport } from './make-report.tsx';
import { NoFigures } from './no-figures.tsx';
import { t } from './phrases.ts';
import { ReportLinks } from './report-links.tsx';
import { reportTitle, reportStretch } from './report-title.ts';
import { reportsApi } from './reports-api.ts';

/** Reports that were made, newest first, and a way to make one now. */
export function ReportList() {
  const reports = useAnswer('reports', reportsApi.reports);
  const isMaking = useSignal(false);
  return (
    <>
      <header class="section-head">
        <h2>{t('reportsTab')}</h2>
        <span class="spring" />
        <button class="primary" type="button" onClick={() => (isMaking.value = true)}>
          {t('makeReport')}
        </button>
      </header>
      {reports.problem !== null && reports.value === null ? (
        <NoFigures problem={reports.problem} again={reports.again} />
      ) : (
        <Answered of={reports}>
          {({ reports: heads }) =>
            heads.length === 0 ? (
              <EmptyState title={t('noReports')}>{t('noReportsNext')}</EmptyState>
            ) : (
              <ReportTable heads={heads} />
            )
          }
        </Answered>
      )}
      {isMaking.value && (
        <MakeReport
          onClose={() => (isMaking.value = false)}
          made={(id) => go(`/reports/made/${encodeURIComponent(id)}`)}
        />
      )}
    </>
  );
}

function ReportTable({ heads }: { heads: readonly ReportHead[] }) {
  return (
    <div class="table-scroll">
      <table class="table reports-made">
        <thead>
          <tr>
            <th scope="col">{t('ofWhat')}</th>
            <th scope="col">{t('period')}</th>
            <th scope="col">{t('madeAt')}</th>
            <th scope="col">{t('madeBy')}</th>
            <th scope="col">
              <Icon name="print" /> <Icon name="download" />
              <span class="visually-hidden">{t('download')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {heads.map((head) => (
            <tr key={head.id}>
              <td>
                <a href={`/reports/made/${encodeURIComponent(head.id)}`}>{reportTitle(head)}</a>
              </td>
              <td>{reportStretch(head)}</td>
              <td>{formatMoment(head.madeAt, clock.value)}</td>
              <td>{head.madeBy === 'clock' ? <span class="dim">{t('byClock')}</span> : head.madeBy}</td>
              <td>
                <ReportLinks id={head.id} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
