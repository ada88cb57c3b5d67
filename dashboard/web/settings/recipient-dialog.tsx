import { useSignal } from '@preact/signals';
import { recipientRoles, type DeskSettings, type Recipient } from '../../../domain/desk-settings.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { say, t as shared } from '../shell/language.ts';
import { withoutRecipient, withRecipient } from './edit-text.ts';
import { t } from './phrases.ts';
import type { AreaView } from './settings-api.ts';
import { changeText, draftText } from './settings-store.ts';
import { roleWords } from './words.ts';

const idPattern = '[a-z0-9][a-z0-9\\-]{0,63}';
const none: Recipient = {
  id: '',
  name: { zh: '', en: '' },
  role: 'gridWorker',
  at: null,
  language: 'zh',
  username: null,
  reachedBy: [],
};

/** One recipient. It joins the changes that wait; whoever may change settings sees the whole address. */
export function RecipientDialog(props: {
  /** Null: a new one. */
  readonly recipient: Recipient | null;
  readonly settings: DeskSettings;
  readonly areas: readonly AreaView[];
  readonly onClose: () => void;
}) {
  const { recipient, settings, areas, onClose } = props;
  const entry = useSignal<Recipient>(recipient ?? none);
  const set = (change: Partial<Recipient>): void => {
    entry.value = { ...entry.value, ...change };
  };
  const { id, name, role, at, language, username, reachedBy } = entry.value;
  const setWay = (index: number, way: Recipient['reachedBy'][number] | null): void =>
    set({ reachedBy: way === null ? reachedBy.toSpliced(index, 1) : reachedBy.toSpliced(index, 1, way) });
  return (
    <Dialog title={t(recipient === null ? 'addRecipient' : 'changeRecipient')} onClose={onClose}>
      <form
        class="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          changeText(withRecipient(draftText.value, entry.value, recipient?.id ?? null));
          onClose();
        }}
      >
        <div class="settings-pair">
          <Field label={t('nameZh')}>
            <input
              required
              value={name.zh}
              onInput={(event) => set({ name: { ...name, zh: event.currentTarget.value } })}
            />
          </Field>
          <Field label={t('nameEn')}>
            <input
              required
              value={name.en}
              onInput={(event) => set({ name: { ...name, en: event.currentTarget.value } })}
            />
          </Field>
        </div>
        <Field label={t('id')} hint={t('idHint')}>
          <input
            required
            pattern={idPattern}
            readOnly={recipient !== null}
            value={id}
            onInput={(event) => set({ id: event.currentTarget.value })}
          />
        </Field>
        <div class="settings-pair">
          <Field label={t('role')}>
            <select
              value={role}
              onChange={(event) => set({ role: event.currentTarget.value as Recipient['role'] })}
            >
              {recipientRoles.map((each) => (
                <option key={each} value={each}>
                  {roleWords(each)}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t('language')}>
            <select
              value={language}
              onChange={(event) => set({ language: event.currentTarget.value === 'en' ? 'en' : 'zh' })}
            >
              <option value="zh">中文</option>
              <option value="en">English</option>
            </select>
          </Field>
        </div>
        <Field label={t('at')} hint={t('atHint')}>
          <input
            list="settings-areas"
            value={at ?? ''}
            onInput={(event) => set({ at: event.currentTarget.value.trim() || null })}
          />
        </Field>
        <datalist id="settings-areas">
          {areas.map(({ code, nameZh, nameEn }) => (
            <option key={code} value={code}>
              {say({ zh: nameZh, en: nameEn })}
            </option>
          ))}
        </datalist>
        <Field label={t('account')} hint={t('accountHint')}>
          <input
            value={username ?? ''}
            onInput={(event) => set({ username: event.currentTarget.value.trim() || null })}
          />
        </Field>
        <fieldset class="settings-ways">
          <legend class="field-label">{t('ways')}</legend>
          {reachedBy.map((way, index) => (
            <div key={index} class="settings-way">
              <select
                aria-label={t('channel')}
                value={way.channel}
                onChange={(event) => setWay(index, { ...way, channel: event.currentTarget.value })}
              >
                {settings.channels.map((channel) => (
                  <option key={channel.id} value={channel.id}>
                    {channel.id}
                  </option>
                ))}
              </select>
              <input
                aria-label={t('address')}
                placeholder={t('address')}
                value={way.address}
                onInput={(event) => setWay(index, { ...way, address: event.currentTarget.value })}
              />
              <button type="button" onClick={() => setWay(index, null)}>
                {t('remove')}
              </button>
            </div>
          ))}
          <button
            type="button"
            disabled={settings.channels.length === 0}
            onClick={() =>
              set({ reachedBy: [...reachedBy, { channel: settings.channels[0]?.id ?? '', address: '' }] })
            }
          >
            {t('addWay')}
          </button>
        </fieldset>
        <div class="buttons">
          <button class="primary" type="submit">
            {t('toDraft')}
          </button>
          {recipient !== null && (
            <button
              type="button"
              onClick={() => {
                changeText(withoutRecipient(draftText.value, recipient.id));
                onClose();
              }}
            >
              {t('remove')}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {shared('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
