import { kindNames, kinds } from '../../../domain/kinds.ts';
import type { PreviewTelling, SettingsPreview } from '../../../domain/settings-view.ts';
import { severities } from '../../../domain/severity.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Field } from '../parts/field.tsx';
import { say } from '../shell/language.ts';
import { route, setQuery } from '../shell/router.ts';
import { placeName, type About } from './about.ts';
import { t } from './phrases.ts';
import { settingsApi } from './settings-api.ts';
import { draftText, isChanged } from './settings-store.ts';
import { secondsWords, severityWords } from './words.ts';

/** Who would be told of an alert that there might be, if nobody ever answered. */
export function PreviewView({ areas }: About) {
  const { query } = route.value;
  const rules = useAnswer('rules', settingsApi.rules);
  const kind = kindNames.find((name) => name === query.get('kind')) ?? 'smoke';
  const severity = severities.find(({ level }) => String(level) === query.get('severity'))?.level ?? 1;
  const area = query.get('area') ?? areas.find(({ level }) => level === 'community')?.code ?? '';
  const when = query.get('at') ?? '';
  const byDraft = query.get('draft') === '1' && isChanged.value;
  const ofKind = (rules.value?.rules ?? []).filter((rule) => rule.kind === kind && rule.announce);
  const rule =
    ofKind.find(({ id }) => id === query.get('rule')) ??
    ofKind.find((each) => each.severities.includes(severity)) ??
    ofKind[0];
  const at = when === '' ? undefined : new Date(when).getTime();
  const key = rule === undefined ? null : JSON.stringify([area, kind, rule.id, severity, at, byDraft]);
  const preview = useAnswer<SettingsPreview>(key, () =>
    settingsApi.preview({
      kind,
      severity,
      rule: rule?.id ?? '',
      isForecast: rule?.forecastRecord !== null && rule?.forecastRecord !== undefined,
      ...(area === '' ? {} : { area }),
      ...(at === undefined ? {} : { at }),
      ...(byDraft ? { text: draftText.value } : {}),
    }),
  );
  return (
    <div class="preview">
      <div class="preview-form">
        <Field label={t('area')}>
          <select value={area} onChange={(event) => setQuery({ area: event.currentTarget.value })}>
            <option value="">{t('everywhereElse')}</option>
            {areas
              .filter(({ level }) => level !== 'building')
              .map(({ code, nameZh, nameEn }) => (
                <option key={code} value={code}>
                  {say({ zh: nameZh, en: nameEn })}
                </option>
              ))}
          </select>
        </Field>
        <Field label={t('kind')}>
          <select
            value={kind}
            onChange={(event) => setQuery({ kind: event.currentTarget.value, rule: null })}
          >
            {kindNames.map((name) => (
              <option key={name} value={name}>
                {say(kinds[name].label)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('severity')}>
          <select
            value={severity}
            onChange={(event) => setQuery({ severity: event.currentTarget.value, rule: null })}
          >
            {severities.map(({ level, label }) => (
              <option key={level} value={level}>
                {level} {say(label)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('rule')}>
          <select value={rule?.id ?? ''} onChange={(event) => setQuery({ rule: event.currentTarget.value })}>
            {ofKind.map(({ id, title }) => (
              <option key={id} value={id}>
                {say(title)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('when')}>
          <input
            type="datetime-local"
            value={when}
            onInput={(event) => setQuery({ at: event.currentTarget.value })}
          />
        </Field>
        {isChanged.value && (
          <button
            type="button"
            aria-pressed={byDraft}
            onClick={() => setQuery({ draft: byDraft ? null : '1' })}
          >
            {t('byDraft')}
          </button>
        )}
      </div>
      {rule !== undefined && (
        <p class="preview-sentence">
          {t('wouldTell', {
            where: area === '' ? t('everywhereElse') : placeName(areas, area),
            when: when === '' ? t('now') : when.replace('T', ' '),
            severity: severityWords(severity),
            kind: say(kinds[kind].label),
            rule: say(rule.title),
          })}
        </p>
      )}
      {key !== null && <Answered of={preview}>{(found) => <Tellings preview={found} />}</Answered>}
    </div>
  );
}

function Tellings({ preview }: { preview: SettingsPreview }) {
  const { tellings, because } = preview;
  if (tellings.length === 0) return <p class="error">{t('tellsNobody')}</p>;
  return (
    <>
      <ol class="tellings" data-testid="tellings">
        {tellings.map((telling) => (
          <li key={`${telling.after_s} ${telling.reason} ${telling.step}`}>
            <span class="route-time">
              {telling.after_s === 0 ? t('atOnce') : t('after', { time: secondsWords(telling.after_s) })}
            </span>
            <span class="telling-reason dim">
              {t(telling.reason)}
              {telling.isWhistle && ` · ${t('whistle')}`}
            </span>
            <Recipients telling={telling} />
          </li>
        ))}
      </ol>
      <p class="dim">
        {t('because')} {because.map(({ why }) => say(why)).join('；')}
      </p>
    </>
  );
}

function Recipients({ telling }: { telling: PreviewTelling }) {
  if (telling.recipients.length === 0) return <span class="error">{t('reachesNobody')}</span>;
  return (
    <ul class="telling-people">
      {telling.recipients.map(({ id, name, channels }) => (
        <li key={id}>
          <strong>{say(name)}</strong>{' '}
          <span class={channels.length === 0 ? 'error' : 'dim'}>
            {channels.length === 0 ? t('noChannel') : channels.join(' → ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
