import { kinds } from '../../../domain/kinds.ts';
import type { TrialCount, TrialResult, TrialView } from '../../../domain/rule-set.ts';
import { deviceApi } from '../devices/device-api.ts';
import { useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatDuration, formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say, t as shared } from '../shell/language.ts';
import { devicePath, route, rulePath, setQuery } from '../shell/router.ts';
import { t } from './phrases.ts';
import { compareTrial, momentOf, toLanes, type TrialChange, type TrialPair } from './trial-compare.ts';
import { TrialPlot } from './trial-plot.tsx';

const lanesMax = 12;
const rowsMax = 200;
const readingsMax = 800;
const changes: readonly TrialChange[] = ['new', 'gone', 'earlier', 'later', 'same'];

/** A trial's result: how many alerts of either version, when, and which are new or gone. */
export function TrialOutcome({ trial, result }: { trial: TrialView; result: TrialResult }) {
  const pairs = compareTrial(result, trial.to);
  const lanes = toLanes(pairs);
  const counts = Map.groupBy(pairs, ({ change }) => change);
  const leftOut = result.alertsLeftOut + result.presentAlertsLeftOut;
  const countOf = (change: TrialChange) => counts.get(change)?.length ?? 0;
  const summary = changes.map((change) => `${t(change)} ${countOf(change)}`).join(' · ');
  if (result.rules.every(({ tried, present }) => (tried?.alerts ?? 0) + (present?.alerts ?? 0) === 0)) {
    return <EmptyState title={t('trialNoAlerts')}>{t('trialNoAlertsNext')}</EmptyState>;
  }
  return (
    <div class="trial-outcome">
      <ul class="trial-legend">
        {changes.map((change) => (
          <li key={change} class={`is-${change}`}>
            <svg width="16" height="13" class={`trial-bar is-${change}`} aria-hidden="true">
              <rect x="1" y="1" width="14" height="11" rx="2" />
            </svg>
            {t(change)} <strong>{countOf(change)}</strong>
          </li>
        ))}
        <li class="dim">{t('lanesExplained')}</li>
      </ul>
      <Plot trial={trial} lanes={lanes} label={summary} />
      {lanes.length > lanesMax && <p class="dim">{t('moreDevices', { n: lanes.length - lanesMax })}</p>}
      {leftOut > 0 && <p class="dim">{t('leftOut', { n: leftOut })}</p>}
      <Rules result={result} />
      <Differences pairs={pairs.filter(({ change }) => change !== 'same')} now={trial.to} />
    </div>
  );
}

function Plot({
  trial,
  lanes,
  label,
}: {
  trial: TrialView;
  lanes: ReturnType<typeof toLanes>;
  label: string;
}) {
  const { deviceId, kind, from, to } = trial;
  const metrics = kind === null ? [] : kinds[kind].metrics;
  const asked = route.value.query.get('metric');
  const metric = metrics.find(({ name }) => name === asked) ?? metrics[0];
  const isOne = deviceId !== null && metric !== undefined;
  const readings = useAnswer(isOne ? `${deviceId} ${metric.name} ${from}` : null, () =>
    deviceApi.readings(deviceId ?? '', { metric: metric?.name ?? '', from, to, points: readingsMax }),
  );
  return (
    <div class="trial-figure">
      {isOne && (
        <label class="trial-metric">
          <span class="dim">{shared('metric')}</span>
          <select value={metric.name} onChange={(event) => setQuery({ metric: event.currentTarget.value })}>
            {metrics.map(({ name, label: words }) => (
              <option key={name} value={name}>
                {say(words)}
              </option>
            ))}
          </select>
        </label>
      )}
      <TrialPlot
        lanes={lanes.slice(0, lanesMax)}
        from={from}
        to={to}
        series={isOne ? readings.value : null}
        label={label}
      />
    </div>
  );
}

function Rules({ result }: { result: TrialResult }) {
  return (
    <div class="card table-scroll">
      <table class="table" data-testid="trial-table">
        <thead>
          <tr>
            <th>{t('rule')}</th>
            <th class="number">{t('inForce')}</th>
            <th class="number">{t('inDraft')}</th>
            <th class="number">{t('difference')}</th>
            <th class="number">{t('confirmed')}</th>
          </tr>
        </thead>
        <tbody>
          {result.rules.map(({ ruleId, title, tried, present }) => (
            <tr key={ruleId}>
              <td>
                <a class="rule-title" href={rulePath(ruleId)}>
                  {say(title)}
                </a>{' '}
                <span class="dim">{ruleId}</span>
              </td>
              <Count count={present} />
              <Count count={tried} />
              <td class="number">{differenceWords(tried, present)}</td>
              <td class="number">
                {present?.confirmed ?? 0} → {tried?.confirmed ?? 0}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Count({ count }: { count: TrialCount | null }) {
  if (count === null) return <td class="number dim">{t('notInSet')}</td>;
  return (
    <td class="number">
      <strong>{count.alerts}</strong> <span class="dim">{t('perDay', { n: count.perDay.toFixed(1) })}</span>
    </td>
  );
}

function differenceWords(tried: TrialCount | null, present: TrialCount | null): string {
  const difference = (tried?.alerts ?? 0) - (present?.alerts ?? 0);
  return difference === 0 ? '0' : difference > 0 ? `+${difference}` : `−${-difference}`;
}

function Differences({ pairs, now }: { pairs: readonly TrialPair[]; now: number }) {
  if (pairs.length === 0) return <p>{t('noDifferences')}</p>;
  return (
    <div class="card table-scroll">
      <table class="table" data-testid="trial-differences">
        <thead>
          <tr>
            <th>{t('whatChanges')}</th>
            <th>{shared('device')}</th>
            <th>{t('rule')}</th>
            <th>{t('inForce')}</th>
            <th>{t('inDraft')}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.slice(0, rowsMax).map((pair) => (
            <tr key={`${pair.ruleId} ${pair.deviceId} ${momentOf(pair)} ${pair.change}`}>
              <td>
                <strong>{t(pair.change)}</strong>
                {pair.shift_s !== null && ` ${formatDuration(Math.abs(pair.shift_s), language.value)}`}
              </td>
              <td>
                <a href={devicePath(pair.deviceId)}>{pair.deviceId}</a>
              </td>
              <td class="dim">{pair.ruleId}</td>
              <Moment alert={pair.present} now={now} />
              <Moment alert={pair.tried} now={now} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Moment({ alert, now }: { alert: TrialPair['tried']; now: number }) {
  if (alert === null) return <td class="dim">—</td>;
  return (
    <td class="trial-moment-cell">
      <SeverityMark severity={alert.severity} hollow /> <time>{formatMoment(alert.at, now)}</time>{' '}
      {alert.isConfirmed && <span class="tag">{t('isReal')}</span>}
    </td>
  );
}
