import '../parts/print.css';
import './handover.css';
import { Tabs } from '../parts/tabs.tsx';
import type { PageProps } from '../shell/pages.ts';
import { History, SignedHandover } from './history.tsx';
import { t } from './phrases.ts';
import { PresentShift } from './present-shift.tsx';

/** What one shift hands to the next, and what was handed over before. */
export function HandoverPage({ path }: PageProps) {
  const [part, id] = path;
  return (
    <main class="page handover">
      <h1>{t('title')}</h1>
      <Tabs
        label={t('parts')}
        current={part === 'history' ? 'history' : 'present'}
        tabs={[
          { id: 'present', href: '/handover', words: t('presentTab') },
          { id: 'history', href: '/handover/history', words: t('historyTab') },
        ]}
      />
      {part !== 'history' ? <PresentShift /> : id === undefined ? <History /> : <SignedHandover id={id} />}
    </main>
  );
}
