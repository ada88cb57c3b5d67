import './access.css';
import { Tabs } from '../parts/tabs.tsx';
import type { PageProps } from '../shell/pages.ts';
import { may, me } from '../shell/session.ts';
import { AuditView } from './audit-view.tsx';
import { ConfirmationList } from './confirmation-list.tsx';
import { t } from './phrases.ts';
import { AllSessions, OwnSessions } from './session-list.tsx';
import { TokenList } from './token-list.tsx';

const parts = ['waiting', 'sessions', 'everybody', 'tokens', 'audit'] as const;

/** What is about all areas is for those without a limit. */
function mayOpen(part: (typeof parts)[number]): boolean {
  if (part === 'waiting' || part === 'sessions') return true;
  return may('manage') && (part === 'everybody' || me.value?.areas.length === 0);
}

/** Who is in, by what, what they did, and what waits for a second person. */
export function AccessPage({ path, query }: PageProps) {
  const open = parts.filter(mayOpen);
  const part = open.find((one) => one === path[0]) ?? 'waiting';
  return (
    <main class="page access">
      <h1>{t('title')}</h1>
      <Tabs
        label={t('parts')}
        current={part}
        tabs={open.map((id) => ({ id, href: `/access/${id}`, words: t(id) }))}
      />
      {part === 'waiting' && <ConfirmationList />}
      {part === 'sessions' && <OwnSessions />}
      {part === 'everybody' && <AllSessions />}
      {part === 'tokens' && <TokenList />}
      {part === 'audit' && <AuditView query={query} />}
    </main>
  );
}
