import { kindNames, kinds, type SensorKind } from '../../../domain/kinds.ts';
import { useAnswer } from '../parts/answer.tsx';
import { tell } from '../parts/notices.tsx';
import type { Answer } from '../shell/http.ts';
import { say } from '../shell/language.ts';
import { type DeviceInput, fleetApi, type FleetDeviceView } from './fleet-api.ts';
import { FormDialog } from './form-dialog.tsx';
import { t } from './phrases.ts';

/** Sites offered while one types; more would make the browser slow, and any id may be typed. */
const suggestionsMax = 2_000;

type Made = { readonly id: string; readonly secret: string } | null;

/** A device's facts; of a new one the secret is handed on, which is told once. */
export function DeviceForm({
  device,
  onSaved,
  onClose,
}: {
  device: FleetDeviceView | null;
  onSaved: (made: Made) => void;
  onClose: () => void;
}) {
  const sites = useAnswer('sites', fleetApi.allSites).value ?? [];

  async function save(values: Readonly<Record<string, string | null>>): Promise<Answer<Made>> {
    const { id, kind, ...facts } = values;
    const input: DeviceInput = facts;
    if (device !== null) {
      const answer = await fleetApi.changeDevice(device.id, input);
      return answer.ok ? { ok: true, value: null } : answer;
    }
    const answer = await fleetApi.addDevice({ ...input, id: id ?? '', kind: kind as SensorKind });
    return answer.ok ? { ok: true, value: { id: id ?? '', secret: answer.value.secret } } : answer;
  }

  return (
    <FormDialog<Made>
      title={t(device === null ? 'addDevice' : 'changeDevice')}
      fields={[
        {
          name: 'id',
          label: t('id'),
          value: device?.id,
          isRequired: true,
          isFixed: device !== null,
          hint: t('idHint'),
        },
        {
          name: 'kind',
          label: t('kind'),
          value: device?.kind ?? kindNames[0],
          isFixed: device !== null,
          options: kindNames.map((kind) => ({ value: kind, words: say(kinds[kind].label) })),
        },
        {
          name: 'siteId',
          label: t('site'),
          value: device?.siteId,
          suggestions: sites
            .slice(0, suggestionsMax)
            .map(({ id, nameZh, nameEn }) => ({ value: id, words: say({ zh: nameZh, en: nameEn }) })),
        },
        { name: 'name', label: t('deviceName'), value: device?.name },
        { name: 'gatewayId', label: t('gateway'), value: device?.gatewayId },
        { name: 'feederId', label: t('feeder'), value: device?.feederId },
        { name: 'installedOn', label: t('installedOn'), value: device?.installedOn, type: 'date' },
        {
          name: 'inspectionDueOn',
          label: t('inspectionDueOn'),
          value: device?.inspectionDueOn,
          type: 'date',
        },
        { name: 'calibratedOn', label: t('calibratedOn'), value: device?.calibratedOn, type: 'date' },
        { name: 'endOfLifeOn', label: t('endOfLifeOn'), value: device?.endOfLifeOn, type: 'date' },
        { name: 'maintainer', label: t('maintainer'), value: device?.maintainer },
      ]}
      save={save}
      onSaved={(made) => {
        if (made === null) tell(t('saved', { name: device?.id ?? '' }));
        onSaved(made);
      }}
      onClose={onClose}
    />
  );
}
