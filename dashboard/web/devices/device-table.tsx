import { kinds } from '../../../domain/kinds.ts';
import { metricLabel, valueWords } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { DeviceState } from '../parts/device-state.tsx';
import { formatAge } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say, t } from '../shell/language.ts';
import { devicePath, setQuery } from '../shell/router.ts';
import { DateFact } from './date-fact.tsx';
import type { DeviceView } from './device-api.ts';
import { p } from './device-phrases.ts';
import { keyValue } from './key-value.ts';

/** Devices in rows; the heads that can be sorted by are buttons, and the order stands in the address. */
export function DeviceTable({ devices, sort }: { devices: readonly DeviceView[]; sort: string }) {
  return (
    <table class="table device-table">
      <thead>
        <tr>
          <SortHead order="alerts" sort={sort} words={t('inAlert')} />
          <SortHead order="id" sort={sort} words={p('listHead')} />
          <th scope="col">{t('kind')}</th>
          <SortHead order="state" sort={sort} words={t('state')} />
          <th scope="col">{p('latest')}</th>
          <SortHead order="heard" sort={sort} words={t('lastHeard')} />
          <SortHead order="due" sort={sort} words={p('inspectionDueOn')} />
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </tbody>
    </table>
  );
}

function SortHead({ order, sort, words }: { order: string; sort: string; words: string }) {
  const isThis = order === sort;
  return (
    <th scope="col" aria-sort={isThis ? 'ascending' : undefined}>
      <button
        class="sort-head"
        type="button"
        title={p('sortBy', { name: words })}
        onClick={() => setQuery({ sort: order === 'id' ? null : order })}
      >
        {words}
        {isThis && <span aria-hidden="true"> ↑</span>}
      </button>
    </th>
  );
}

function DeviceRow({ device }: { device: DeviceView }) {
  const path = say(device.place).split(' · ');
  const latest = keyValue(device);
  return (
    <tr>
      <td class="device-mark">
        {device.worstSeverity !== null && (
          <span class="device-alerts">
            <SeverityMark severity={device.worstSeverity} /> {device.openAlerts}
          </span>
        )}
      </td>
      <td>
        <a href={devicePath(device.id)}>{path.at(-1)}</a>
        <span class="dim device-id">{path.slice(0, -1).join(' · ') || t('unplaced')}</span>
      </td>
      <td>{say(kinds[device.kind].label)}</td>
      <td>
        <DeviceState state={device.state} />
      </td>
      <td>
        {latest !== null && (
          <>
            <span class="dim">{metricLabel(device.kind, latest[0])}</span>{' '}
            {valueWords(device.kind, latest[0], latest[1])}
          </>
        )}
      </td>
      <td>
        {device.heardAt === null ? (
          <span class="dim">{t('notHeardSinceStart')}</span>
        ) : (
          t('ago', { age: formatAge(Math.max(0, clock.value - device.heardAt), language.value) })
        )}
      </td>
      <td>{device.inspectionDueOn !== null && <DateFact day={device.inspectionDueOn} />}</td>
    </tr>
  );
}
