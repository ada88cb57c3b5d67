import type { FigureTable } from '../../../domain/figures.ts';
import type { RuleView } from '../../../domain/rule-set.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer, type Asked } from '../parts/answer.tsx';
import { formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { recordWords } from '../forecasts/forecast-words.ts';
import { say } from '../shell/language.ts';
import { alertPath, devicePath } from '../shell/router.ts';
import { FalseShare, perDayWords } from './noise-cells.tsx';
import { t } from './phrases.ts';
import { ruleApi } from './rule-api.ts';
import { noisePeriod_days, toNoise } from './rule-noise.ts';

const day_ms = 86_400_000;
const devicesMax = 8;
const alertsMax = 8;

/** How a rule has done: its alerts by day, where it rang most, and the latest ones. */
export function RuleRecord({ rule }: { rule: RuleView }) {
  const ask = (by: 'day' | 'device') => () => {
    const to = Date.now();
    return ruleApi.figures({ from: to - noisePeriod_days * day_ms, to, by, rule: rule.id });
  };
  const days = useAnswer(rule.id, ask('day'));
  const devices = useAnswer(rule.id, ask('device'));
  return (
    <div class="rule-column">
      <section>
        <h3>{t('record30')}</h3>
        <Answered of={days}>{(table) => <Days table={table} rule={rule} />}</Answered>
      </section>
      <Devices of={devices} />
      <Latest id={rule.id} />
    </div>
  );
}

function Days({ table, rule }: { table: FigureTable; rule: RuleView }) {
  const noise = toNoise(table.total);
  const most = Math.max(1, ...table.groups.map(({ announced }) => announced));
  const words = t('alertsInDays', { n: noise.announced, days: noisePeriod_days });
  return (
    <>
      <dl class="rule-figures">
        <div>
          <dt>{t('alerts')}</dt>
          <dd>
            {noise.announced} <span class="dim">{t('perDay', { n: perDayWords(noise.perDay) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t('falseShare')}</dt>
          <dd>
            <FalseShare noise={noise} />
          </dd>
        </div>
        <div>
          <dt>{t('chattering')}</dt>
          <dd>{noise.chattering}</dd>
        </div>
        {rule.forecastRecord !== null && (
          <div>
            <dt>{t('forecastRecord')}</dt>
            <dd>{recordWords(rule.forecastRecord)}</dd>
          </div>
        )}
      </dl>
      <div class="rule-days" role="img" aria-label={words}>
        {table.groups.map(({ key, announced }) => (
          <span key={key} class="rule-day" title={`${key}: ${announced}`}>
            <span style={{ height: `${(100 * announced) / most}%` }} />
          </span>
        ))}
      </div>
      <p class="rule-days-ends dim" aria-hidden="true">
        <span>{table.groups[0]?.key.slice(5)}</span>
        <span>{t('mostADay', { n: most })}</span>
        <span>{table.groups.at(-1)?.key.slice(5)}</span>
      </p>
    </>
  );
}

function Devices({ of }: { of: Asked<FigureTable> }) {
  const found = of.value?.groups.filter(({ announced }) => announced > 0) ?? [];
  if (found.length === 0) return null;
  return (
    <section>
      <h3>{t('rangMostOn')}</h3>
      <table class="table rule-devices">
        <tbody>
          {found.slice(0, devicesMax).map((row) => (
            <tr key={row.key}>
              <td>
                <a href={devicePath(row.key)}>{say(row.name) === '' ? row.key : say(row.name)}</a>
              </td>
              <td class="number">{row.announced}</td>
              <td class="number">
                <FalseShare noise={toNoise(row)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Latest({ id }: { id: string }) {
  const alerts = useAnswer(id, () => ruleApi.alerts({ rule: id, limit: alertsMax }));
  return (
    <section>
      <h3>{t('latestAlerts')}</h3>
      <Answered of={alerts}>
        {({ alerts: found }) =>
          found.length === 0 ? (
            <p class="dim">{t('noAlerts')}</p>
          ) : (
            <ul class="rule-alerts">
              {found.map((alert) => (
                <li key={alert.id}>
                  <a href={alertPath(alert.id)}>
                    <SeverityMark
                      severity={alert.displayedSeverity}
                      hollow={alert.operator !== 'unacknowledged' || alert.closedAt !== null}
                    />
                    <time>{formatMoment(alert.raisedAt, clock.peek())}</time>
                    <span class="rule-alert-place">{say(alert.place)}</span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  );
}
