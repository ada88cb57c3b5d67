import { kinds } from '../../../domain/kinds.ts';
import { valueWords } from '../alerts/alert-words.ts';
import { clock, telemetry } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { formatAge, formatDuration, formatMoment, formatPercent } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';
import { may } from '../shell/session.ts';
import { deviceApi, type DeviceView } from './device-api.ts';
import { p } from './device-phrases.ts';
import { FactRow } from './fact-row.tsx';
import { healthOf, usualInterval_s } from './health.ts';

const hour_ms = 3_600_000;
const month_h = 30 * 24;

/** How well it is heard of: since when, how often, for which share of a month; its battery; what was unreadable. */
export function DeviceHealth({ device }: { device: DeviceView }) {
  const { id, kind } = device;
  const metric =
    kinds[kind].metrics.find(({ name }) => device.latest?.values[name] !== undefined)?.name ??
    kinds[kind].metrics[0]?.name ??
    '';
  const month = useAnswer(`${id} ${metric}`, () => {
    const to = Math.round(clock.peek());
    return deviceApi.readings(id, { metric, from: to - month_h * hour_ms, to, points: month_h });
  });
  const hour = useAnswer(`${id} ${metric}`, () => {
    const to = Math.round(clock.peek());
    return deviceApi.readings(id, { metric, from: to - hour_ms, to, points: 3_600 });
  });
  const quarantined = useAnswer(may('inspect') ? id : null, () => deviceApi.quarantined(id));
  const now = clock.value;
  const live = telemetry.value.get(id);
  const heardAt = Math.max(device.heardAt ?? 0, live?.receivedAt ?? 0);
  const values = live?.values ?? device.latest?.values ?? {};
  const health = month.value === null ? null : healthOf(month.value, now, kinds[kind].offlineAfter_s * 1_000);
  const interval_s = hour.value === null ? null : usualInterval_s(hour.value);
  const bad = quarantined.value;
  return (
    <section>
      <h2>{p('health')}</h2>
      <dl class="device-facts">
        <FactRow name={t('lastHeard')}>
          {heardAt === 0 ? (
            <span class="dim">{t('notHeardSinceStart')}</span>
          ) : (
            t('ago', { age: formatAge(Math.max(0, now - heardAt), language.value) })
          )}
        </FactRow>
        <FactRow name={p('steadySince')}>
          {health === null || health.steadySince === null ? (
            <span class="dim">{month.problem === null ? p('silentNow') : p('historyAway')}</span>
          ) : (
            formatMoment(health.steadySince, now)
          )}
        </FactRow>
        <FactRow name={p('interval')}>
          {interval_s === null ? (
            <span class="dim">{p('tooFew')}</span>
          ) : (
            formatDuration(interval_s, language.value)
          )}{' '}
          <span class="dim">
            {p('intervalUsual', { time: formatDuration(kinds[kind].reportingInterval_s, language.value) })}
          </span>
        </FactRow>
        <FactRow name={p('heardShare')}>
          {health === null || health.heardShare === null ? (
            <span class="dim">{p('tooFew')}</span>
          ) : (
            <>
              {formatPercent(health.heardShare)} <span class="dim">{p('ofHours', { n: health.hours })}</span>
            </>
          )}
        </FactRow>
        {(['battery_pct', 'rssi_dbm'] as const).map((name) => {
          const value = values[name];
          if (value === undefined) return null;
          return (
            <FactRow key={name} name={p(name === 'battery_pct' ? 'battery' : 'signal')}>
              {valueWords(kind, name, value)}
            </FactRow>
          );
        })}
        {bad !== null && (
          <FactRow name={p('quarantined')}>
            {bad.messages.length === 0 ? (
              p('none')
            ) : (
              <a href={`/quarantine?device=${encodeURIComponent(id)}`}>
                {p('messages', { n: `${bad.messages.length}${bad.nextCursor === null ? '' : '+'}` })}
              </a>
            )}
          </FactRow>
        )}
      </dl>
    </section>
  );
}
