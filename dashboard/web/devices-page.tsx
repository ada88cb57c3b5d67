import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kindNames, kinds } from '../../domain/kinds.ts';
import { api, type DeviceView } from './api.ts';
import { DeviceState } from './device-state.tsx';
import { formatAge } from './format.ts';
import { language, say, t } from './language.ts';
import { clock } from './live-store.ts';
import { devicePath, go } from './router.ts';
import { checkSession } from './session.ts';
import { SeverityMark } from './severity-mark.tsx';

const pageRows = 100;
/** How often what is shown is asked for again. */
const refreshMs = 5_000;

const states = ['online', 'silent', 'alert'] as const;
const statePhrases = { online: 'online', silent: 'silent', alert: 'inAlert' } as const;

interface Found {
  readonly devices: readonly DeviceView[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/** All devices, to be filtered and searched. The filter is in the address, so that it can be linked to. */
export function DevicesPage({ query }: { query: URLSearchParams }) {
  const found = useSignal<Found | null>(null);
  const pages = useSignal(1);
  const address = query.toString();

  useEffect(() => {
    pages.value = 1;
  }, [address]);

  useEffect(() => {
    let isCurrent = true;
    async function load(): Promise<void> {
      const asked = new URLSearchParams(address);
      asked.set('limit', String(Math.min(1_000, pages.value * pageRows)));
      const answer = await api.devices(asked);
      if (!isCurrent) return;
      if (answer.ok) found.value = answer.value;
      else if (answer.problem.status === 401) void checkSession();
    }
    void load();
    const timer = setInterval(() => void load(), refreshMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [address, pages.value]);

  function filter(name: string, value: string): void {
    const next = new URLSearchParams(address);
    if (value === '') next.delete(name);
    else next.set(name, value);
    go(`/devices?${next.toString()}`, { replace: true });
  }

  const list = found.value;
  return (
    <main class="page">
      <div class="section-head">
        <h1>{t('devices')}</h1>
        {list !== null && <span class="dim">{t('matching', { n: list.total })}</span>}
      </div>
      <search class="filters">
        <select
          aria-label={t('kind')}
          value={query.get('kind') ?? ''}
          onChange={(event) => filter('kind', event.currentTarget.value)}
        >
          <option value="">{t('allKinds')}</option>
          {kindNames.map((kind) => (
            <option key={kind} value={kind}>
              {say(kinds[kind].label)}
            </option>
          ))}
        </select>
        <select
          aria-label={t('state')}
          value={query.get('state') ?? ''}
          onChange={(event) => filter('state', event.currentTarget.value)}
        >
          <option value="">{t('allStates')}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {t(statePhrases[state])}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          maxLength={100}
          value={query.get('q') ?? ''}
          onInput={(event) => filter('q', event.currentTarget.value)}
        />
      </search>
      {list === null && <p class="dim">{t('loading')}</p>}
      {list?.devices.length === 0 && <p class="dim">{t('noMatch')}</p>}
      {list !== null && list.devices.length > 0 && <DeviceTable devices={list.devices} />}
      {typeof list?.nextCursor === 'string' && pages.value * pageRows < 1_000 && (
        <button type="button" class="more" onClick={() => (pages.value += 1)}>
          {t('more')}
        </button>
      )}
    </main>
  );
}

function DeviceTable({ devices }: { devices: readonly DeviceView[] }) {
  return (
    <table class="device-table">
      <thead>
        <tr>
          <th scope="col">{t('device')}</th>
          <th scope="col">{t('kind')}</th>
          <th scope="col">{t('state')}</th>
          <th scope="col">{t('lastHeard')}</th>
          <th scope="col">{t('inAlert')}</th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={device.id}>
            <td>
              <a href={devicePath(device.id)}>{say(device.place)}</a>
              {device.name !== null && <span class="dim device-id">{device.id}</span>}
            </td>
            <td>{say(kinds[device.kind].label)}</td>
            <td>
              <DeviceState state={device.state} />
            </td>
            <td>
              {device.heardAt === null ? (
                <span class="dim">{t('notHeardSinceStart')}</span>
              ) : (
                t('ago', { age: formatAge(clock.value - device.heardAt, language.value) })
              )}
            </td>
            <td>
              {device.worstSeverity !== null && (
                <span class="device-alerts">
                  <SeverityMark severity={device.worstSeverity} /> {device.openAlerts}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
