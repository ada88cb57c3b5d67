import { useEffect } from 'preact/hooks';
import { kinds } from '../../../domain/kinds.ts';
import type { ServiceMark } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { stateWords, valueWords } from '../alerts/alert-words.ts';
import { clock, openAlerts, telemetry, watchTelemetry } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { DeviceState } from '../parts/device-state.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge, formatMoment } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say, t } from '../shell/language.ts';
import { alertPath } from '../shell/router.ts';
import { type DeviceView, deviceApi } from './device-api.ts';
import { DeviceCourse } from './device-course.tsx';
import { DeviceFactsSection } from './device-facts-section.tsx';
import { DeviceHealth } from './device-health.tsx';
import { p } from './device-phrases.ts';
import { DeviceRecord } from './device-record.tsx';
import { readRange } from './ranges.ts';
import { SecretAct } from './secret-act.tsx';
import { ServiceAct } from './service-act.tsx';
import { serviceApi } from './service-api.ts';

/** How often facts and history are asked for again; values come live. */
const refreshMs = 15_000;

/** One device: what it measures and measured, how well it is heard of, what is due, and its alerts. */
export function DevicePage({ id, query }: { id: string; query: URLSearchParams }) {
  // A change of its alerts is a reason to ask at once.
  const versions = openAlerts.value.filter((alert) => alert.deviceId === id).map((alert) => alert.version);
  const asked = useAnswer(id, () => deviceApi.device(id), { changes: versions.join(), everyMs: refreshMs });
  const service = useAnswer(id, () => serviceApi.marks(), { everyMs: refreshMs });
  useEffect(() => watchTelemetry([id]), [id]);

  const shown = asked.value;
  if (shown === null) {
    return (
      <main class="page">
        <a class="dim" href="/devices">
          ← {t('devices')}
        </a>
        {asked.problem === null ? (
          <p class="dim loading">{t('loading')}</p>
        ) : (
          <EmptyState title={asked.problem.status === 404 ? t('deviceGone') : problemWords(asked.problem)}>
            <p>{p('deviceGoneHint')}</p>
            <button type="button" onClick={asked.again}>
              {t('tryAgain')}
            </button>
          </EmptyState>
        )}
      </main>
    );
  }
  const { device, alerts, historyComplete } = shown;
  const mark = service.value?.marks.find((one) => one.deviceId === id) ?? null;
  return (
    <main class="page device">
      <DeviceHead device={device} mark={mark} onService={service.again} />
      <div class="device-grid">
        <DeviceCourse key={id} device={device} alerts={alerts} mark={mark} range={readRange(query)} />
        <div class="device-side">
          <LatestValues device={device} />
          <AlertHistory alerts={alerts} isComplete={historyComplete} />
          <DeviceHealth device={device} />
          <DeviceRecord id={id} />
          <DeviceFactsSection device={device} onChange={asked.again} />
        </div>
      </div>
    </main>
  );
}

function DeviceHead({
  device,
  mark,
  onService,
}: {
  device: DeviceView;
  mark: ServiceMark | null;
  onService: () => void;
}) {
  const path = say(device.place).split(' · ');
  const own = path.at(-1) ?? device.id;
  return (
    <header class="device-head">
      <a class="dim" href="/devices">
        ← {t('devices')}
      </a>
      <div class="device-title">
        <h1>{own}</h1>
        <DeviceState state={device.state} />
        {device.worstSeverity !== null && (
          <span class="device-alerts">
            <SeverityMark severity={device.worstSeverity} /> {device.openAlerts}
          </span>
        )}
        <span class="spring" />
        <div class="buttons">
          <ServiceAct deviceId={device.id} onMark={onService} />
          <SecretAct deviceId={device.id} />
        </div>
      </div>
      <p class="dim">
        {say(kinds[device.kind].label)} · {path.slice(0, -1).join(' · ') || t('unplaced')}
        {own !== device.id && ` · ${device.id}`}
      </p>
      {mark !== null && (
        <p class="device-out">
          {p('outSince', {
            order: mark.workOrder,
            reason: mark.reason,
            by: mark.by,
            moment: formatMoment(mark.since, clock.value),
          })}
          {mark.until !== null && ` · ${t('untilMoment', { moment: formatMoment(mark.until, clock.value) })}`}
        </p>
      )}
    </header>
  );
}

function LatestValues({ device }: { device: DeviceView }) {
  const live = telemetry.value.get(device.id);
  const latest = live ?? device.latest;
  return (
    <section>
      <div class="section-head">
        <h2>{p('now')}</h2>
        <span class="spring" />
        {latest !== null && (
          <span class="dim">
            {t('ago', { age: formatAge(Math.max(0, clock.value - latest.receivedAt), language.value) })}
          </span>
        )}
      </div>
      {latest === null && <p class="dim">{t('noReadings')}</p>}
      {latest !== null && (
        <dl class="values">
          {kinds[device.kind].metrics.map(({ name, label }) => {
            const value = latest.values[name];
            if (value === undefined) return null;
            return (
              <div key={name}>
                <dt>{say(label)}</dt>
                <dd>{valueWords(device.kind, name, value)}</dd>
              </div>
            );
          })}
        </dl>
      )}
    </section>
  );
}

function AlertHistory({ alerts, isComplete }: { alerts: readonly AlertWithPlace[]; isComplete: boolean }) {
  return (
    <section>
      <h2>{t('alertHistory')}</h2>
      {!isComplete && <p class="dim">{t('historyIncomplete')}</p>}
      {isComplete && alerts.length === 0 && <p class="dim">{t('noAlerts')}</p>}
      <ul class="past-alerts">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <SeverityMark
              severity={alert.displayedSeverity}
              hollow={alert.closedAt !== null || alert.operator !== 'unacknowledged'}
            />
            <span>
              <a href={alertPath(alert.id)}>{say(alert.title)}</a>
              <span class="dim past-state">
                {formatMoment(alert.raisedAt, clock.peek())} ·{' '}
                {stateWords(alert)
                  .map(({ phrase }) => t(phrase))
                  .join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
