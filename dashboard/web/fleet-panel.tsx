import { kinds } from '../../domain/kinds.ts';
import type { FleetCount } from '../live-protocol.ts';
import { say, t } from './language.ts';
import { fleetCounts, isFilled } from './live-store.ts';

/** How the devices are doing, by kind. Silence is shown, never taken for well-being. */
export function FleetPanel() {
  const counts = fleetCounts.value;
  return (
    <aside class="fleet" aria-labelledby="fleet-heading">
      <div class="section-head">
        <h2 id="fleet-heading">{t('fleet')}</h2>
        <span class="spring" />
        <a href="/devices">{t('allDevices')}</a>
      </div>
      {counts.length === 0 && isFilled.value && <p class="dim">{t('noFleet')}</p>}
      <ul class="kinds">
        {counts.map((count) => (
          <KindCount key={count.kind} count={count} />
        ))}
      </ul>
    </aside>
  );
}

function KindCount({ count }: { count: FleetCount }) {
  const { kind, total, online, inAlert } = count;
  const silent = count.offline + count.unknown;
  const list = `/devices?kind=${kind}`;
  return (
    <li class="kind">
      <a class="kind-name" href={list}>
        {say(kinds[kind].label)}
      </a>
      <span class="kind-total">{total}</span>
      <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-all" width="100" height="4" />
        <rect class="bar-online" width={(online / total) * 100} height="4" />
      </svg>
      <dl>
        <div>
          <dt>{t('online')}</dt>
          <dd>{online}</dd>
        </div>
        <div class={silent > 0 ? 'is-silent' : undefined}>
          <dt>
            <a href={`${list}&state=silent`}>{t('silent')}</a>
          </dt>
          <dd>{silent}</dd>
        </div>
        <div class={inAlert > 0 ? 'is-alert' : undefined}>
          <dt>
            <a href={`${list}&state=alert`}>{t('alerting')}</a>
          </dt>
          <dd>{inAlert}</dd>
        </div>
      </dl>
    </li>
  );
}
