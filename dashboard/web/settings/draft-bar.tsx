import { useSignal } from '@preact/signals';
import { tell } from '../parts/notices.tsx';
import { PutInForce } from '../parts/put-in-force.tsx';
import { t } from './phrases.ts';
import { settingsApi } from './settings-api.ts';
import { draftText, dropDraft, isChanged, isOutdated, loadSettings, present } from './settings-store.ts';

/** Changes that wait: seen from every tab until they are in force or discarded. */
export function DraftBar() {
  const isSwitching = useSignal(false);
  if (!isChanged.value) return null;
  return (
    <div class="draft-bar" role="status">
      <strong>{isOutdated.value ? t('outdatedDraft') : t('draftWaits')}</strong>
      <span class="spring" />
      <button type="button" onClick={dropDraft}>
        {t('discard')}
      </button>
      {isOutdated.value ? (
        <a class="settings-button" href="/settings?view=file">
          {t('file')}
        </a>
      ) : (
        <button class="primary" type="button" onClick={() => (isSwitching.value = true)}>
          {t('lookAndSwitch')}
        </button>
      )}
      {isSwitching.value && (
        <SwitchOn text={draftText.value} done={dropDraft} onClose={() => (isSwitching.value = false)} />
      )}
    </div>
  );
}

/** Puts a text in force: with the difference to what runs now, and a reason. */
export function SwitchOn(props: {
  readonly text: string;
  readonly done: () => void;
  readonly onClose: () => void;
}) {
  const { text, done, onClose } = props;
  const now = present.value;
  if (now === null) return null;
  return (
    <PutInForce
      title={t('switchOnTitle')}
      button={t('switchOn')}
      differences={[{ name: t('deskFile'), before: now.text ?? '', after: text }]}
      act={(reason) => settingsApi.change(text, reason, now.revision)}
      done={() => {
        tell(t('switchedOn'));
        done();
        onClose();
        void loadSettings();
      }}
      outdated={() => {
        onClose();
        void loadSettings();
      }}
      onClose={onClose}
    />
  );
}
