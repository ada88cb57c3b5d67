import type { TrialCount, TrialResult } from '../../domain/rule-set.ts';
import { formatMoment } from './format.ts';
import { say, t } from './language.ts';
import { clock } from './live-store.ts';
import { devicePath } from './router.ts';
import { SeverityMark } from './severity-mark.tsx';

/** A trial's result: each rule as tried beside itself as it is, and the alerts that would have been. */
export function TrialTable({ result }: { result: TrialResult }) {
  if (result.rules.every(({ tried, present }) => (tried?.alerts ?? 0) + (present?.alerts ?? 0) === 0)) {
    return <p>{t('trialNoAlerts')}</p>;
  }
  return (
    <>
      <table class="trial-table" data-testid="trial-table">
        <thead>
          <tr>
            <th>{t('rule')}</th>
            <th>{t('triedAlerts')}</th>
            <th>{t('perDay')}</th>
            <th>{t('confirmedAlerts')}</th>
            <th>{t('presentAlerts')}</th>
            <th>{t('perDay')}</th>
            <th>{t('confirmedAlerts')}</th>
          </tr>
        </thead>
        <tbody>
          {result.rules.map(({ ruleId, title, tried, present }) => (
            <tr key={ruleId}>
              <td>
                {say(title)} <span class="dim rule-id">{ruleId}</span>
              </td>
              <Count count={tried} />
              <Count count={present} />
            </tr>
          ))}
        </tbody>
      </table>
      {result.alerts.length > 0 && <Alerts result={result} />}
    </>
  );
}

function Count({ count }: { count: TrialCount | null }) {
  if (count === null) {
    return (
      <td class="dim" colSpan={3}>
        {t('notInSet')}
      </td>
    );
  }
  return (
    <>
      <td>
        <strong>{count.alerts}</strong>
      </td>
      <td>{count.perDay.toFixed(1)}</td>
      <td>{count.confirmed}</td>
    </>
  );
}

function Alerts({ result }: { result: TrialResult }) {
  return (
    <details>
      <summary>{t('alertsInTrial')}</summary>
      <ol class="trial-alerts">
        {result.alerts.map((alert) => (
          <li key={`${alert.ruleId} ${alert.deviceId} ${alert.at}`}>
            <SeverityMark severity={alert.severity} hollow />
            <time>{formatMoment(alert.at, clock.peek())}</time>
            <a href={devicePath(alert.deviceId)}>{alert.deviceId}</a>
            <span class="dim">{alert.ruleId}</span>
            {alert.isForecast && <span class="tag">{t('forecast')}</span>}
            {alert.isConfirmed && <span class="tag">{t('isConfirmed')}</span>}
          </li>
        ))}
      </ol>
      {result.alertsLeftOut > 0 && <p class="dim">{t('leftOut', { n: result.alertsLeftOut })}</p>}
    </details>
  );
}
