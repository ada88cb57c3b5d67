import { useSignal } from '@preact/signals';
import { kindNames, kinds, type SensorKind } from '../../../domain/kinds.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { TableFrame } from '../parts/table-frame.tsx';
import type { Problem } from '../shell/http.ts';
import { t as common, say } from '../shell/language.ts';
import { faultWords } from './fault-words.ts';
import { type EnrolmentKeyView, fleetApi } from './fleet-api.ts';
import { FormDialog } from './form-dialog.tsx';
import { t } from './phrases.ts';
import { SecretDialog } from '../parts/secret-dialog.tsx';

/** Keys by which unknown devices enrol: made, told once, and revoked. */
export function KeyList() {
  const answer = useAnswer('keys', fleetApi.keys);
  const isAdding = useSignal(false);
  const told = useSignal<string | null>(null);
  const asking = useSignal<EnrolmentKeyView | null>(null);
  return (
    <Answered of={answer}>
      {({ keys }) => (
        <>
          <div class="fleet-bar">
            <button class="primary" type="button" onClick={() => (isAdding.value = true)}>
              {t('addKey')}
            </button>
            <span class="dim">{t('keysHint')}</span>
          </div>
          {keys.length === 0 ? (
            <EmptyState title={t('noKeys')} />
          ) : (
            <KeyTable keys={keys} onRevoke={(key) => (asking.value = key)} />
          )}
          {isAdding.value && (
            <KeyForm
              onMade={(words) => {
                isAdding.value = false;
                told.value = words;
                answer.again();
              }}
              onClose={() => (isAdding.value = false)}
            />
          )}
          {told.value !== null && (
            <SecretDialog
              title={t('keyTitle')}
              words={t('keyOnce')}
              secret={told.value}
              onClose={() => (told.value = null)}
            />
          )}
          {asking.value !== null && (
            <RevokeDialog
              enrolmentKey={asking.value}
              onDone={() => {
                asking.value = null;
                answer.again();
              }}
              onClose={() => (asking.value = null)}
            />
          )}
        </>
      )}
    </Answered>
  );
}

function KeyTable({
  keys,
  onRevoke,
}: {
  keys: readonly EnrolmentKeyView[];
  onRevoke: (key: EnrolmentKeyView) => void;
}) {
  return (
    <TableFrame
      heads={[t('name'), t('kind'), t('site'), t('keyDevices'), t('expiresOn'), t('state')]}
      actions={t('actions')}
    >
      {keys.map((key) => (
        <tr key={key.id}>
          <td>{key.name}</td>
          <td>{key.kind === null ? t('anyKind') : say(kinds[key.kind].label)}</td>
          <td>{key.siteId ?? t('none')}</td>
          <td>
            {key.devices} / {key.devicesMax ?? t('noLimit')}
          </td>
          <td class="dim">
            {key.expiresAt === null ? t('noLimit') : formatMoment(key.expiresAt, Date.now())}
          </td>
          <td>{t(`key_${key.state}`)}</td>
          <td class="fleet-actions">
            {key.revoked !== 'all' && (
              <button type="button" aria-label={`${t('revoke')} ${key.name}`} onClick={() => onRevoke(key)}>
                {t('revoke')}
              </button>
            )}
          </td>
        </tr>
      ))}
    </TableFrame>
  );
}

function KeyForm({ onMade, onClose }: { onMade: (words: string) => void; onClose: () => void }) {
  const sites = useAnswer('sites', fleetApi.allSites).value ?? [];
  return (
    <FormDialog
      title={t('addKey')}
      fields={[
        { name: 'name', label: t('name'), isRequired: true },
        {
          name: 'kind',
          label: t('kind'),
          options: [
            { value: '', words: t('anyKind') },
            ...kindNames.map((kind) => ({ value: kind, words: say(kinds[kind].label) })),
          ],
        },
        {
          name: 'siteId',
          label: t('site'),
          suggestions: sites
            .slice(0, 2_000)
            .map(({ id, nameZh, nameEn }) => ({ value: id, words: say({ zh: nameZh, en: nameEn }) })),
        },
        { name: 'devicesMax', label: t('devicesMax'), type: 'number', hint: t('noLimit') },
        { name: 'expiresOn', label: t('expiresOn'), type: 'date', hint: t('noLimit') },
      ]}
      save={({ name, kind, siteId, devicesMax, expiresOn }) =>
        fleetApi.addKey({
          name: name ?? '',
          ...(kind && { kind: kind as SensorKind }),
          ...(siteId && { siteId }),
          ...(devicesMax && { devicesMax: Number(devicesMax) }),
          // The last moment of that day, by the clock of whoever enters it.
          ...(expiresOn && { expiresAt: new Date(`${expiresOn}T23:59:59`).getTime() }),
        })
      }
      onSaved={({ words }) => onMade(words)}
      onClose={onClose}
    />
  );
}

function RevokeDialog({
  enrolmentKey,
  onDone,
  onClose,
}: {
  enrolmentKey: EnrolmentKeyView;
  onDone: () => void;
  onClose: () => void;
}) {
  const fault = useSignal<Problem | null>(null);
  async function revoke(devices: 'keep' | 'cut'): Promise<void> {
    const answer = await fleetApi.revokeKey(enrolmentKey.id, devices);
    if (answer.ok) onDone();
    else fault.value = answer.problem;
  }
  return (
    <Dialog title={t('revokeQuestion', { name: enrolmentKey.name })} onClose={onClose}>
      <p>{t('revokeEffect')}</p>
      <p class="error" role="alert">
        {fault.value !== null && faultWords(fault.value)}
      </p>
      <div class="buttons">
        {enrolmentKey.revoked === 'no' && (
          <button type="button" onClick={() => void revoke('keep')}>
            {t('revokeOnly')}
          </button>
        )}
        <button class="danger" type="button" onClick={() => void revoke('cut')}>
          {t('revokeAndCut')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
