import './settings.css';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { t as shared } from '../shell/language.ts';
import type { PageProps } from '../shell/pages.ts';
import { may } from '../shell/session.ts';
import { DeliveriesView } from './deliveries-view.tsx';
import { DraftBar } from './draft-bar.tsx';
import { DutyView } from './duty-view.tsx';
import { FileView } from './file-view.tsx';
import { HistoryView } from './history-view.tsx';
import { PeopleView } from './people-view.tsx';
import { t } from './phrases.ts';
import { PreviewView } from './preview-view.tsx';
import { RoutesView } from './routes-view.tsx';
import { settingsApi, type SettingsAnswer } from './settings-api.ts';
import { loadSettings, present } from './settings-store.ts';

const everybody = ['duty', 'people', 'routes', 'preview', 'deliveries'] as const;
const views = [...everybody, 'file', 'history'] as const;
type View = (typeof views)[number];

/** Who is told of what, by what, when, and what if nobody answers. */
export function SettingsPage({ query }: PageProps) {
  const mayChange = may('rules');
  const shown: readonly View[] = mayChange ? views : everybody;
  const view = shown.find((each) => each === query.get('view')) ?? 'duty';
  const asked = useAnswer<SettingsAnswer>('settings', loadSettings);
  const areas = useAnswer('areas', settingsApi.areas);
  return (
    <main class="page settings-page">
      <h1>{shared('settingsPage')}</h1>
      <Tabs
        label={shared('settingsPage')}
        current={view}
        tabs={shown.map((id) => ({
          id,
          href: id === 'duty' ? '/settings' : `/settings?view=${id}`,
          words: t(id),
        }))}
      />
      <Answered of={asked}>
        {(first) => {
          const answer = present.value ?? first;
          const about = { answer, areas: areas.value?.areas ?? [] };
          return (
            <>
              <Warnings answer={answer} mayChange={mayChange} />
              {view !== 'file' && mayChange && <DraftBar />}
              {view === 'duty' && <DutyView {...about} />}
              {view === 'people' && <PeopleView {...about} />}
              {view === 'routes' && <RoutesView {...about} />}
              {view === 'preview' && <PreviewView {...about} />}
              {view === 'deliveries' && <DeliveriesView {...about} />}
              {view === 'file' && <FileView />}
              {view === 'history' && <HistoryView />}
            </>
          );
        }}
      </Answered>
    </main>
  );
}

function Warnings({ answer, mayChange }: { answer: SettingsAnswer; mayChange: boolean }) {
  const { canTell, warnings, fileErrors } = answer;
  return (
    <>
      {!mayChange && <p class="dim">{t('mayNotChange')}</p>}
      {!canTell && <p class="settings-note error">{t('cannotTell')}</p>}
      {fileErrors.length > 0 && (
        <div class="settings-note">
          <p class="error">{t('fileRefused')}</p>
          <Faults faults={fileErrors} />
        </div>
      )}
      {warnings.length > 0 && (
        <details class="settings-note">
          <summary>
            {t('warnings')} ({warnings.length})
          </summary>
          <Faults faults={warnings} />
        </details>
      )}
    </>
  );
}

function Faults({ faults }: { faults: SettingsAnswer['warnings'] }) {
  return (
    <ul>
      {faults.map(({ line, message, hint }) => (
        <li key={`${line} ${message}`}>
          {t('line', { line })}: {message} <span class="dim">{hint}</span>
        </li>
      ))}
    </ul>
  );
}
