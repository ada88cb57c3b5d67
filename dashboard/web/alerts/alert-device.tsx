import type { ComponentChildren } from 'preact';
import { kinds } from '../../../domain/kinds.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { deviceApi, type DeviceView, type NearbyDevice } from '../devices/device-api.ts';
import { DateFact } from '../devices/date-fact.tsx';
import { keyValue } from '../devices/key-value.ts';
import { clock, telemetry } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { DeviceState } from '../parts/device-state.tsx';
import { formatAge } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say, t } from '../shell/language.ts';
import { devicePath } from '../shell/router.ts';
import { valueWords } from './alert-words.ts';
import { d } from './detail-phrases.ts';

const refreshMs = 15_000;

/** What is known of the alert's device and what hangs around it. */
export function AlertDevice({ alert }: { alert: AlertWithPlace }) {
  const { deviceId, scope } = alert;
  const isOne = scope.type !== 'rule' && deviceId !== '';
  const device = useAnswer(isOne ? deviceId : null, () => deviceApi.device(deviceId), { everyMs: refreshMs });
  const nearby = useAnswer(isOne ? deviceId : null, () => deviceApi.nearby(deviceId), { everyMs: refreshMs });
  const shown = device.value?.device;
  return (
    <>
      {shown !== undefined && <DeviceFactsList device={shown} />}
      {nearby.value !== null && <Nearby nearby={nearby.value.nearby} />}
    </>
  );
}

function DeviceFactsList({ device }: { device: DeviceView }) {
  const now = clock.value;
  const live = telemetry.value.get(device.id);
  const heardAt = Math.max(device.heardAt ?? 0, live?.receivedAt ?? 0);
  const values = live?.values ?? device.latest?.values ?? {};
  return (
    <section>
      <div class="detail-head">
        <h3>{d('about')}</h3>
        <a class="detail-small" href={devicePath(device.id)}>
          {d('toDevice')} →
        </a>
      </div>
      <dl class="detail-facts">
        <Fact name={d('deviceName')}>
          {say(kinds[device.kind].label)} · {device.name ?? device.id}
          {device.name !== null && <span class="dim"> {device.id}</span>}
        </Fact>
        <Fact name={t('state')}>
          <DeviceState state={device.state} />
        </Fact>
        <Fact name={d('heard')}>
          {heardAt === 0 ? (
            <span class="dim">{t('notHeardSinceStart')}</span>
          ) : (
            t('ago', { age: formatAge(Math.max(0, now - heardAt), language.value) })
          )}
        </Fact>
        {(['battery_pct', 'rssi_dbm'] as const).map((metric) => {
          const value = values[metric];
          if (value === undefined) return null;
          return (
            <Fact key={metric} name={d(metric === 'battery_pct' ? 'battery' : 'signal')}>
              {valueWords(device.kind, metric, value)}
            </Fact>
          );
        })}
        <Fact name={d('maintainer')}>{device.maintainer ?? <Unknown />}</Fact>
        <Fact name={d('installed')}>{device.installedOn ?? <Unknown />}</Fact>
        <Fact name={d('inspectionDue')}>
          <DateFact day={device.inspectionDueOn} />
        </Fact>
        <Fact name={d('gateway')}>{device.gatewayId ?? <Unknown />}</Fact>
        <Fact name={d('feeder')}>{device.feederId ?? <Unknown />}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Unknown() {
  return <span class="dim">{d('notKnown')}</span>;
}

const relations = { site: 'sameSite', area: 'sameBuilding' } as const;

function Nearby({ nearby }: { nearby: readonly NearbyDevice[] }) {
  return (
    <section>
      <h3>{d('nearby')}</h3>
      {nearby.length === 0 && <p class="dim">{d('nearbyNone')}</p>}
      <ul class="detail-list">
        {nearby.map(({ device, relation, distance_m }) => {
          const value = keyValue(device);
          return (
            <li key={device.id}>
              <span class="detail-list-mark">
                {device.worstSeverity === null ? (
                  <span class={`device-state is-${device.state}`} title={t(device.state)}>
                    <span class="device-dot" aria-hidden="true" />
                    <span class="visually-hidden">{t(device.state)}</span>
                  </span>
                ) : (
                  <SeverityMark severity={device.worstSeverity} />
                )}
              </span>
              <a href={devicePath(device.id)}>{shortPlace(say(device.place))}</a>
              <span class="detail-list-value">{value === null ? '' : valueWords(device.kind, ...value)}</span>
              <span class="dim detail-small">
                {relation === 'distance' && distance_m !== null
                  ? d('metres', { n: Math.round(distance_m) })
                  : d(relations[relation === 'distance' ? 'area' : relation])}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The last two words of a place's path: the site and the device. */
function shortPlace(place: string): string {
  return place.split(' · ').slice(-2).join(' · ');
}
