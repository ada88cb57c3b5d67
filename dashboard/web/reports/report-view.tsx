import { useSignal } from '@preact/signals';
import type { Report } from '../../../domain/report.ts';
import { serverNow } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { DetectorTable } from './detector-table.tsx';
import { FigureTable, Verdict } from './figure-table.tsx';
import { FloodTable } from './flood-table.tsx';
import { MissingNotes } from './missing-notes.tsx';
import { NoFigures } from './no-figures.tsx';
import { t } from './phrases.ts';
import { ReportLinks } from './report-links.tsx';
import { ReportSections } from './report-sections.tsx';
import { reportStretch, reportTitle } from './report-title.ts';
import { reportsApi } from './reports-api.ts';
import { RowTable } from './row-table.tsx';
import { SeverityCounts } from './severity-counts.tsx';

/** A report in the page, in the language that the page is in. */
export function ReportView({ id }: { id: string }) {
  const report = useAnswer(id, () => reportsApi.report(id));
  return (
    <>
      <p>
        <a href="/reports/made">{t('backToReports')}</a>
      </p>
      {report.problem?.status === 404 || report.problem?.status === 400 ? (
        <EmptyState title={t('reportGone')} />
      ) : report.problem !== null && report.value === null ? (
        <NoFigures problem={report.problem} again={report.again} />
      ) : (
        <Answered of={report}>{(value) => <Content report={value} />}</Answered>
      )}
    </>
  );
}

function Content({ report }: { report: Report }) {
  const { content, madeAt, madeBy } = report;
  const areExplained = useSignal(false);
  return (
    <article class="reports-report">
      <header class="section-head">
        <h2>
          {reportTitle(report)} {reportStretch(report)}
        </h2>
        <Verdict row={content.total} />
        <span class="spring" />
        <ReportLinks id={report.id} />
        <button
          type="button"
          aria-pressed={areExplained.value}
          onClick={() => (areExplained.value = !areExplained.value)}
        >
          {t('definitions')}
        </button>
      </header>
      <p class="dim">
        {t('madeAt')} {formatMoment(madeAt, serverNow())} · {t('madeBy')}{' '}
        {madeBy === 'clock' ? t('byClock') : madeBy} · {content.timeZone}
      </p>
      <MissingNotes missing={content.missing} />
      <div class="reports-columns">
        <FigureTable
          rows={[content.total]}
          before={content.before}
          days={content.days}
          areExplained={areExplained.value}
        />
        <aside class="reports-aside">
          <SeverityCounts row={content.total} />
          <section aria-label={t('floods')}>
            <h3>{t('floods')}</h3>
            <FloodTable floods={content.floods} />
          </section>
          <ReportSections content={content} />
        </aside>
      </div>
      <RowTable title={t('bySeat')} rows={content.seats} />
      <RowTable title={t('byShift')} rows={content.shifts} />
      <RowTable title={t('byArea')} rows={content.areas} />
      <RowTable title={t('byKind')} rows={content.kinds} />
      <RowTable title={t('byRule')} rows={content.rules} />
      {content.detectors.length > 0 && (
        <section>
          <h3>{t('detectorsTab')}</h3>
          <DetectorTable detectors={content.detectors} />
        </section>
      )}
    </article>
  );
}
