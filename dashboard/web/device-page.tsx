import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kinds } from '../../domain/kinds.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { stateWords, valueWords } from './alert-words.ts';
import { api, type DeviceView } from './api.ts';
import { DeviceCourse } from './device-course.tsx';
import { DeviceState } from './device-state.tsx';
import { formatAge, formatMoment } from './format.ts';
import { language, say, t } from './language.ts';
import { clock, openAlerts, telemetry, watchDevices } from './live-store.ts';
import { alertPath } from './router.ts';
import { checkSession } from './session.ts';
import { SeverityMark } from './severity-mark.tsx';

/** How often facts and history are asked for again; values come live. */
const refreshMs = 10_000;

interface Loaded {
  readonly device: DeviceView;
  readonly alerts: readonly AlertWithPlace[];
  readonly historyComplete: boolean;
}

/** One device: facts, its values as they come, their course, and its alerts. */
export function DevicePage({ id }: { id: string }) {
  const loaded = useSignal<Loaded | null>(null);
  const isGone = useSignal(false);
  // A change of its alerts is a reason to ask at once.
  const versions = openAlerts.value.filter((alert) => alert.deviceId === id).map((alert) => alert.version);

  useEffect(() => {
    watchDevices([id]);
    return () => watchDevices([]);
  }, [id]);

  useEffect(() => {
    let isCurrent = true;
    async function load(): Promise<void> {
      const answer = await api.device(id);
      if (!isCurrent) return;
      if (answer.ok) loaded.value = answer.value;
      else if (answer.problem.status === 401) void checkSession();
      else if (answer.problem.status === 404) isGone.value = true;
    }
    void load();
    const timer = setInterval(() => void load(), refreshMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [id, versions.join()]);

  if (isGone.value) return <main class="page dim">{t('deviceGone')}</main>;
  const shown = loaded.value;
  if (shown === null || shown.device.id !== id) return <main class="page dim">{t('loading')}</main>;
  const { device, alerts, historyComplete } = shown;
  return (
    <main class="page device">
      <div class="section-head device-head">
        <a class="dim" href="/devices">
          ← {t('devices')}
        </a>
        <h1>{say(device.place)}</h1>
        <span class="dim">{say(kinds[device.kind].label)}</span>
        <DeviceState state={device.state} />
      </div>
      <div class="device-grid">
        <DeviceCourse key={id} device={device} alerts={alerts} />
        <LatestValues device={device} />
        <AlertHistory alerts={alerts} isComplete={historyComplete} />
        <Facts device={device} />
      </div>
    </main>
  );
}

function LatestValues({ device }: { device: DeviceView }) {
  const live = telemetry.value.get(device.id);
  const latest = live ?? device.latest;
  return (
    <section class="card">
      <div class="section-head">
        <h2>{t('latestValues')}</h2>
        <span class="spring" />
        {latest !== null && (
          <span class="dim">
            {t('ago', { age: formatAge(clock.value - latest.receivedAt, language.value) })}
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
    <section class="card">
      <div class="section-head">
        <h2>{t('alertHistory')}</h2>
      </div>
      {!isComplete && <p class="dim">{t('historyIncomplete')}</p>}
      {isComplete && alerts.length === 0 && <p class="dim">{t('noAlerts')}</p>}
      <ul class="past-alerts">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <SeverityMark
              severity={alert.displayedSeverity}
              hollow={alert.closedAt !== null || alert.operator !== 'unacknowledged'}
            />
            <a href={alertPath(alert.id)}>{say(alert.title)}</a>
            <time class="dim">{formatMoment(alert.raisedAt, clock.peek())}</time>
            <span class="dim">
              {stateWords(alert)
                .map(({ phrase }) => t(phrase))
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ device }: { device: DeviceView }) {
  return (
    <section class="card">
      <div class="section-head">
        <h2>{t('facts')}</h2>
      </div>
      <dl class="facts">
        <dt>{t('identifier')}</dt>
        <dd>{device.id}</dd>
        <dt>{t('kind')}</dt>
        <dd>{say(kinds[device.kind].label)}</dd>
        <dt>{t('site')}</dt>
        <dd>{device.siteId ?? <span class="dim">{t('unplaced')}</span>}</dd>
        <dt>{t('origin')}</dt>
        <dd>{t(device.enrolled ? 'enrolled' : 'addedByStaff')}</dd>
        <dt>{t('added')}</dt>
        <dd>{formatMoment(device.createdAt, clock.peek())}</dd>
      </dl>
    </section>
  );
}
