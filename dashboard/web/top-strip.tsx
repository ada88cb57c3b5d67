import { useComputed } from '@preact/signals';
import { severities, type Severity } from '../../domain/severity.ts';
import { countAlerts } from './alert-order.ts';
import { formatAge, formatDelay, formatTime } from './format.ts';
import { language, say, t } from './language.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { blind, clock, delay, line, openAlerts } from './live-store.ts';
import { alertPath, route } from './router.ts';
import { logOut, mayChangeRules, me } from './session.ts';
import { SeverityMark } from './severity-mark.tsx';

/** Always in view: what waits, how late the screen is, and whether it can be believed. */
export function TopStrip() {
  return (
    <header class="strip">
      <a class="brand" href="/" aria-current={route.value.page === 'alerts' ? 'page' : undefined}>
        <span class="brand-mark" aria-hidden="true">
          −1
        </span>
        <span class="brand-name">{t('product')}</span>
      </a>
      <nav class="pages">
        <a href="/" aria-current={route.value.page === 'alerts' ? 'page' : undefined}>
          {t('overview')}
        </a>
        <a
          href="/devices"
          aria-current={['devices', 'device'].includes(route.value.page) ? 'page' : undefined}
        >
          {t('devices')}
        </a>
        {mayChangeRules() && (
          <a href="/rules" aria-current={route.value.page === 'rules' ? 'page' : undefined}>
            {t('rulesPage')}
          </a>
        )}
      </nav>
      <Counters />
      <Oldest />
      <span class="spring" />
      <Delay />
      <Line />
      <div class="person">
        <span class="dim person-name">{me.value?.name}</span>
        <LanguageSwitch />
        <button class="quiet" type="button" onClick={() => void logOut()}>
          {t('logOut')}
        </button>
      </div>
    </header>
  );
}

function Counters() {
  const counts = useComputed(() => countAlerts(openAlerts.value));
  return (
    <ul class="counters" aria-label={t('unacknowledgedCounts')}>
      {severities.map(({ level, label }) => {
        const { unacknowledged, open } = counts.value.bySeverity[level];
        const words = t('unacknowledgedOf', { word: say(label), n: unacknowledged, open });
        return (
          <li key={level} class={unacknowledged > 0 ? 'counter' : 'counter calm'} title={words}>
            <SeverityMark severity={level satisfies Severity} hollow={unacknowledged === 0} />
            <span class="counter-word">{say(label)}</span>
            <strong>{unacknowledged}</strong>
            <span class="visually-hidden">{words}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Oldest() {
  const oldest = useComputed(() => countAlerts(openAlerts.value).oldest);
  const alert = oldest.value;
  return (
    <div class="fact">
      <span class="fact-label">{t('oldest')}</span>
      {alert === null ? (
        <span class="fact-value dim">{t('noneWaiting')}</span>
      ) : (
        <a class="fact-value" href={alertPath(alert.id)}>
          {formatAge(clock.value - alert.raisedAt, language.value)}
        </a>
      )}
    </div>
  );
}

function Delay() {
  const summary = delay.value;
  return (
    <div class="fact" title={t('delayExplained', { n: summary?.count ?? 0 })}>
      <span class="fact-label">{t('delay')}</span>
      <span class={summary === null ? 'fact-value dim' : 'fact-value'}>
        {summary === null
          ? t('notMeasured')
          : `${formatDelay(summary.medianMs)} / ${formatDelay(summary.p99Ms)}`}
      </span>
    </div>
  );
}

function Line() {
  const now = line.value;
  const words =
    now.state === 'stale'
      ? t('staleSince', { time: formatTime(now.since) })
      : t(now.state === 'live' ? 'live' : 'connecting');
  return (
    <p class={`line line-${now.state}`} role="status">
      <span class="line-dot" aria-hidden="true" />
      {words}
      {now.state === 'live' && <time class="line-clock">{formatTime(clock.value)}</time>}
    </p>
  );
}

/** What the screen did not see, until someone has read it. */
export function BlindNotice() {
  const period = blind.value;
  if (period === null) return null;
  const { from, to, changes } = period;
  return (
    <p class="blind" role="status">
      {t('blind', { from: formatTime(from), to: formatTime(to), n: changes })}
      <button type="button" onClick={() => (blind.value = null)}>
        {t('dismiss')}
      </button>
    </p>
  );
}
