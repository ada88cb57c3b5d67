import { useSignal } from '@preact/signals';
import type { SettingsVersion } from '../../../domain/settings-view.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { DiffView } from '../parts/diff-view.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { go, route, setQuery } from '../shell/router.ts';
import { SwitchOn } from './draft-bar.tsx';
import { t } from './phrases.ts';
import { settingsApi } from './settings-api.ts';
import { changeText, present } from './settings-store.ts';

/** Who changed the settings, when and why; what differs between any two; and the way back. */
export function HistoryView() {
  const history = useAnswer(String(present.value?.revision), settingsApi.history);
  return (
    <Answered of={history}>
      {({ versions }) =>
        versions.length === 0 ? <EmptyState title={t('noHistory')} /> : <Versions versions={versions} />
      }
    </Answered>
  );
}

function Versions({ versions }: { versions: readonly SettingsVersion[] }) {
  const { query } = route.value;
  const find = (name: string) => versions.find(({ revision }) => String(revision) === query.get(name));
  const back = useSignal<SettingsVersion | null>(null);
  const shown = find('a') ?? versions[0];
  if (shown === undefined) return null;
  const other = find('b') ?? versions[versions.indexOf(shown) + 1];
  return (
    <div class="settings-history">
      <ol class="settings-versions" data-testid="settings-versions">
        {versions.map((version) => (
          <li key={version.revision} class={version === shown ? 'is-shown' : undefined}>
            <a
              href={`/settings?view=history&a=${version.revision}`}
              aria-current={version === shown ? 'true' : undefined}
            >
              <span>
                {words(version)}{' '}
                {version.revision === present.value?.revision && <span class="tag">{t('inForceNow')}</span>}
              </span>
              {version.comment !== null && <q>{version.comment}</q>}
            </a>
          </li>
        ))}
      </ol>
      <section class="settings-version">
        <div class="section-head">
          <label>
            <span class="dim">{t('comparedWith')}</span>{' '}
            <select
              value={String(other?.revision ?? '')}
              onChange={(event) => setQuery({ a: String(shown.revision), b: event.currentTarget.value })}
            >
              {other === undefined && <option value="">{t('nothingBefore')}</option>}
              {versions
                .filter((version) => version !== shown)
                .map((version) => (
                  <option key={version.revision} value={version.revision}>
                    {words(version)}
                  </option>
                ))}
            </select>
          </label>
          <span class="spring" />
          <button
            type="button"
            onClick={() => {
              changeText(shown.text);
              go('/settings?view=file');
            }}
          >
            {t('takeText')}
          </button>
          <button
            class="primary"
            type="button"
            disabled={shown.text === present.value?.text}
            onClick={() => (back.value = shown)}
          >
            {t('backTo')}
          </button>
        </div>
        {other === undefined ? (
          <p class="dim">{t('nothingBefore')}</p>
        ) : (
          <DiffView name={t('deskFile')} before={other.text} after={shown.text} />
        )}
      </section>
      {back.value !== null && (
        <SwitchOn
          text={back.value.text}
          done={() => setQuery({ a: null, b: null })}
          onClose={() => (back.value = null)}
        />
      )}
    </div>
  );
}

function words(version: SettingsVersion): string {
  return `${version.at === 0 ? '' : formatMoment(version.at, clock.peek())} ${byWords(version)}`;
}

function byWords({ by, revision }: SettingsVersion): string {
  if (revision === 0) return t('shipped');
  return by === 'files' ? t('readAtStart') : by;
}
