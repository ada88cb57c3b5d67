import type { AlertWithPlace } from '../live-protocol.ts';
import { useState } from 'preact/hooks';
import { ActionFault, AlertActions } from './alert-actions.tsx';
import { evidenceWords, metricLabel, stateWords } from './alert-words.ts';
import { formatAge, formatMoment } from './format.ts';
import { language, say, t } from './language.ts';
import { clock } from './live-store.ts';
import { alertPath } from './router.ts';
import { SeverityMark } from './severity-mark.tsx';

export interface AlertRowProps {
  readonly alert: AlertWithPlace;
  readonly isOpen: boolean;
  /** One row of the list is in the tab order; the arrows move it. */
  readonly isCurrent: boolean;
}

/** An alert in the list. Signals draw it anew only when its properties or the language changed. */
export function AlertRow({ alert, isOpen, isCurrent }: AlertRowProps) {
  const waits = alert.operator === 'unacknowledged' && alert.closedAt === null;
  const classes = [
    'row',
    waits && `waits waits-${alert.displayedSeverity}`,
    alert.closedAt !== null && 'gone',
    isOpen && 'is-open',
  ];
  return (
    <li
      class={classes.filter(Boolean).join(' ')}
      data-testid="alert-row"
      data-alert-id={alert.id}
      tabIndex={isCurrent ? 0 : -1}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span class="row-mark">
        <SeverityMark severity={alert.displayedSeverity} hollow={!waits} word />
        {waits && <Blink />}
      </span>
      <div class="row-what">
        <a class="row-title" href={alertPath(alert.id)} tabIndex={-1}>
          {say(alert.title)}
        </a>
        {alert.retrospective && (
          <span class="tag" title={t('retrospectiveExplained')}>
            {t('retrospective')}
          </span>
        )}
        <span class="row-place">{say(alert.place)}</span>
      </div>
      <Evidence alert={alert} />
      <div class="row-time">
        <Age since={alert.raisedAt} />
        <time class="dim" dateTime={new Date(alert.raisedAt).toISOString()}>
          {formatMoment(alert.raisedAt, clock.peek())}
        </time>
      </div>
      <ul class="row-state">
        {stateWords(alert).map(({ phrase, tone }) => (
          <li key={phrase} class={`tone-${tone}`}>
            {t(phrase)}
          </li>
        ))}
      </ul>
      <AlertActions alert={alert} />
      <ActionFault alertId={alert.id} />
    </li>
  );
}

function Evidence({ alert: { kind, evidence } }: { alert: AlertWithPlace }) {
  if (evidence === null) return <div class="row-value" />;
  const { value, limit } = evidenceWords(kind, evidence);
  return (
    <div class="row-value">
      <span class="dim">{metricLabel(kind, evidence.metric)}</span>
      <span>
        <strong>{value}</strong>
        {limit !== null && <span class="dim limit"> {limit}</span>}
      </span>
    </div>
  );
}

function Age({ since }: { since: number }) {
  return <strong>{formatAge(clock.value - since, language.value)}</strong>;
}

/** The one thing that flashes. All do in step: each starts where the second stands. */
function Blink() {
  const [startedAt] = useState(() => -(performance.now() % 1_000));
  return <span class="blink" style={{ animationDelay: `${startedAt}ms` }} aria-hidden="true" />;
}
