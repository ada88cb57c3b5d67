import { kinds } from '../../domain/kinds.ts';
import type { RuleView } from '../../domain/rule-set.ts';
import { recordWords } from './forecast-words.ts';
import { say, t } from './language.ts';
import { SeverityMark } from './severity-mark.tsx';

/** Every rule with what people ask first: how bad, why, from where, and whether it can be believed. */
export function RuleTable({ rules }: { rules: readonly RuleView[] }) {
  return (
    <div class="card table-card">
      <table class="rule-table" data-testid="rule-table">
        <thead>
          <tr>
            <th>{t('severity')}</th>
            <th>{t('rule')}</th>
            <th>{t('kind')}</th>
            <th>{t('reason')}</th>
            <th>{t('file')}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <Row key={rule.id} rule={rule} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ rule }: { rule: RuleView }) {
  const { disabledBecause, forecastRecord } = rule;
  return (
    <tr class={disabledBecause === null ? undefined : 'is-disabled'}>
      <td class="rule-severities">
        {rule.announce
          ? rule.severities.map((severity) => <SeverityMark key={severity} severity={severity} />)
          : '—'}
      </td>
      <td>
        <strong>{say(rule.title)}</strong>
        <span class="rule-id dim">{rule.id}</span>
        {!rule.announce && <span class="tag">{t('ingredient')}</span>}
        {disabledBecause !== null && (
          <p class="error">
            {t('disabled')} · {disabledBecause}
          </p>
        )}
      </td>
      <td>{rule.kind === 'any' ? t('anyKind') : say(kinds[rule.kind].label)}</td>
      <td class="rule-reason">
        {rule.reason}
        <span class="dim rule-source">
          {t('source')} · {rule.source}
        </span>
        {forecastRecord !== null && (
          <span class="rule-source">
            {t('forecast')} · {recordWords(forecastRecord)}
          </span>
        )}
      </td>
      <td class="dim rule-place">
        {rule.file}:{rule.line}
        <span class="rule-source">
          {t('version')} {rule.version}
        </span>
      </td>
    </tr>
  );
}
