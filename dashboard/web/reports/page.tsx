import '../parts/print.css';
import './reports.css';
import { Tabs } from '../parts/tabs.tsx';
import type { PageProps } from '../shell/pages.ts';
import { Detectors } from './detectors.tsx';
import { LiveFigures } from './live-figures.tsx';
import { PeriodFigures } from './period-figures.tsx';
import { t } from './phrases.ts';
import { ReportList } from './report-list.tsx';
import { ReportView } from './report-view.tsx';

/** Key figures of the present shift and of any period, nuisance detectors, and reports. */
export function ReportsPage({ path, query }: PageProps) {
  const [part = 'shift', id] = path;
  return (
    <main class="page reports">
      <h1>{t('title')}</h1>
      <Tabs
        label={t('parts')}
        current={part}
        tabs={[
          { id: 'shift', href: '/reports', words: t('liveTab') },
          { id: 'period', href: '/reports/period', words: t('periodTab') },
          { id: 'detectors', href: '/reports/detectors', words: t('detectorsTab') },
          { id: 'made', href: '/reports/made', words: t('reportsTab') },
        ]}
      />
      {part === 'period' ? (
        <PeriodFigures query={query} />
      ) : part === 'detectors' ? (
        <Detectors query={query} />
      ) : part === 'made' ? (
        id === undefined ? (
          <ReportList />
        ) : (
          <ReportView id={id} />
        )
      ) : (
        <LiveFigures query={query} />
      )}
    </main>
  );
}
