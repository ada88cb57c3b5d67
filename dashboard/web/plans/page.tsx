import { isAllowed } from '../../../domain/roles.ts';
import { Tabs } from '../parts/tabs.tsx';
import type { PageProps } from '../shell/pages.ts';
import { route } from '../shell/router.ts';
import { me } from '../shell/session.ts';
import { t } from './phrases.ts';
import { PlanFiles } from './plan-files.tsx';
import { PlanLibrary } from './plan-library.tsx';
import { PlanPage } from './plan-page.tsx';
import { RunPage } from './run-page.tsx';
import { RunTable } from './run-table.tsx';
import './plan-box.css';
import './plans.css';

/** Emergency plans (预案): those in force, their files, and those that were set in motion. */
export function PlansPage({ path }: PageProps) {
  const [id] = path;
  const isRun = route.value.path[0] === 'plan-runs';
  if (isRun && id !== undefined) return <RunPage key={id} id={id} />;
  if (!isRun && id !== undefined && id !== 'files') return <PlanPage key={id} id={id} />;
  const current = isRun ? 'runs' : id === 'files' ? 'files' : 'library';
  return (
    <main class="page plan-pages">
      <h1>{t('plan')}</h1>
      <Tabs
        label={t('parts')}
        current={current}
        tabs={[
          { id: 'library', href: '/plans', words: t('library') },
          { id: 'runs', href: '/plan-runs', words: t('runs') },
          ...(isAllowed(me.value?.role ?? 'viewer', 'rules')
            ? [{ id: 'files', href: '/plans/files', words: t('files') }]
            : []),
        ]}
      />
      {current === 'runs' ? <RunTable /> : current === 'files' ? <PlanFiles /> : <PlanLibrary />}
    </main>
  );
}
