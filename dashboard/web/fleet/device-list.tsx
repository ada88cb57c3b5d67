import { useSignal } from '@preact/signals';
import { kindNames, kinds } from '../../../domain/kinds.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { tell } from '../parts/notices.tsx';
import { TableFrame } from '../parts/table-frame.tsx';
import { say, t as common } from '../shell/language.ts';
import { devicePath, setQuery } from '../shell/router.ts';
import { DeviceForm } from './device-form.tsx';
import { download } from './download.ts';
import { faultWords } from './fault-words.ts';
import { fleetApi, type FleetDeviceView } from './fleet-api.ts';
import { t } from './phrases.ts';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { devicesToCsv } from './to-csv.ts';

const page = 100;
const shownMax = 1_000;

/** The devices' facts: where they hang, what is known of them, and whether they are let in. */
export function DeviceList({ query }: { query: URLSearchParams }) {
  const shown = useSignal(page);
  const open = useSignal<FleetDeviceView | 'new' | null>(null);
  const switching = useSignal<FleetDeviceView | null>(null);
  const secret = useSignal<{ readonly id: string; readonly secret: string } | null>(null);
  const isExporting = useSignal(false);
  const filter = {
    q: query.get('q') ?? undefined,
    kind: query.get('kind') ?? undefined,
    unplaced: query.get('unplaced') === 'true' ? true : undefined,
  };
  const key = JSON.stringify([filter, shown.value]);
  const answer = useAnswer(key, () => fleetApi.devices(filter, shown.value));

  async function exportAll(): Promise<void> {
    isExporting.value = true;
    const all = await fleetApi.allDevices();
    isExporting.value = false;
    if (all.ok) download('devices.csv', devicesToCsv(all.value));
    else tell(faultWords(all.problem), { isFault: true });
  }

  return (
    <>
      <div class="fleet-bar">
        <button class="primary" type="button" onClick={() => (open.value = 'new')}>
          {t('addDevice')}
        </button>
        <input
          type="search"
          aria-label={common('search')}
          placeholder={common('search')}
          value={filter.q ?? ''}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <select
          aria-label={t('kind')}
          value={filter.kind ?? ''}
          onChange={(event) => setQuery({ kind: event.currentTarget.value })}
        >
          <option value="">{t('allKinds')}</option>
          {kindNames.map((kind) => (
            <option key={kind} value={kind} selected={kind === filter.kind}>
              {say(kinds[kind].label)}
            </option>
          ))}
        </select>
        <label class="fleet-check">
          <input
            type="checkbox"
            checked={filter.unplaced === true}
            onChange={(event) => setQuery({ unplaced: event.currentTarget.checked ? 'true' : null })}
          />
          {t('unplaced')}
        </label>
        <span class="spring" />
        <button type="button" disabled={isExporting.value} onClick={() => void exportAll()}>
          {t(isExporting.value ? 'exporting' : 'exportCsv')}
        </button>
      </div>
      <p class="dim fleet-hint">{t('enrolment')}</p>
      <Answered of={answer}>
        {({ devices, total }) => (
          <>
            <p class="dim" role="status">
              {t('deviceCount', { n: total })}
            </p>
            {devices.length === 0 ? (
              <EmptyState title={t(key === JSON.stringify([{}, page]) ? 'noDevices' : 'noMatch')} />
            ) : (
              <DeviceTable
                devices={devices}
                onChange={(device) => (open.value = device)}
                onSwitch={(device) => (switching.value = device)}
              />
            )}
            {total > devices.length && devices.length < shownMax && (
              <button type="button" onClick={() => (shown.value = Math.min(shownMax, shown.value + page))}>
                {t('showMore', { n: Math.min(page, total - devices.length) })}
              </button>
            )}
          </>
        )}
      </Answered>
      {open.value !== null && (
        <DeviceForm
          device={open.value === 'new' ? null : open.value}
          onSaved={(made) => {
            open.value = null;
            secret.value = made;
            answer.again();
          }}
          onClose={() => (open.value = null)}
        />
      )}
      {switching.value !== null && (
        <SwitchDialog
          device={switching.value}
          onDone={() => {
            switching.value = null;
            answer.again();
          }}
          onClose={() => (switching.value = null)}
        />
      )}
      {secret.value !== null && (
        <SecretDialog
          title={`${t('secretTitle')} · ${secret.value.id}`}
          words={t('secretOnce')}
          secret={secret.value.secret}
          onClose={() => (secret.value = null)}
        />
      )}
    </>
  );
}

function DeviceTable({
  devices,
  onChange,
  onSwitch,
}: {
  devices: readonly FleetDeviceView[];
  onChange: (device: FleetDeviceView) => void;
  onSwitch: (device: FleetDeviceView) => void;
}) {
  return (
    <TableFrame
      heads={[
        t('id'),
        t('kind'),
        t('place'),
        t('gateway'),
        t('inspectionDueOn'),
        t('maintainer'),
        t('state'),
      ]}
      actions={t('actions')}
    >
      {devices.map((device) => (
        <tr key={device.id}>
          <td>
            <a href={devicePath(device.id)}>{device.id}</a>
          </td>
          <td>{say(kinds[device.kind].label)}</td>
          <td>
            {device.siteId === null ? <span class="tag">{common('unplaced')}</span> : say(device.place)}
          </td>
          <td>{device.gatewayId}</td>
          <td>{device.inspectionDueOn}</td>
          <td>{device.maintainer}</td>
          <td>
            {device.disabled ? <strong>{t('disabled')}</strong> : <span class="dim">{t('inUse')}</span>}
            {device.enrolled && <span class="dim"> · {t('enrolled')}</span>}
          </td>
          <td class="fleet-actions">
            <button type="button" aria-label={`${t('change')} ${device.id}`} onClick={() => onChange(device)}>
              {t('change')}
            </button>
            <button
              type="button"
              aria-label={`${t(device.disabled ? 'enable' : 'disable')} ${device.id}`}
              onClick={() => onSwitch(device)}
            >
              {t(device.disabled ? 'enable' : 'disable')}
            </button>
          </td>
        </tr>
      ))}
    </TableFrame>
  );
}

/** Asked first: a disabled detector raises no alarm. */
function SwitchDialog({
  device,
  onDone,
  onClose,
}: {
  device: FleetDeviceView;
  onDone: () => void;
  onClose: () => void;
}) {
  const { id, disabled } = device;
  async function change(): Promise<void> {
    const answer = await fleetApi.changeDevice(id, { disabled: !disabled });
    if (!answer.ok) {
      tell(faultWords(answer.problem), { isFault: true });
      onClose();
      return;
    }
    tell(t('saved', { name: id }));
    onDone();
  }
  return (
    <Dialog title={disabled ? `${t('enable')} ${id}` : t('disableQuestion', { id })} onClose={onClose}>
      {!disabled && <p>{t('disableEffect')}</p>}
      <div class="buttons">
        <button class="primary" type="button" onClick={() => void change()}>
          {t(disabled ? 'enable' : 'disable')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
