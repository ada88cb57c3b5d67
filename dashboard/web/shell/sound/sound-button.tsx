import { useSignal } from '@preact/signals';
import { Icon } from '../../parts/icon.tsx';
import { keyCaps } from '../keyboard/key-words.ts';
import { keysOf, useShortcut } from '../keyboard/shortcuts.ts';
import { t } from '../phrases.ts';
import { isBlocked, isRinging, silenceSound } from './sound.ts';
import { soundChoices } from './sound-choices.ts';
import { SoundDialog } from './sound-dialog.tsx';

/** Silences while something rings; otherwise shows how the sound stands, and leads to its choices. */
export function SoundButton() {
  const isOpen = useSignal(false);
  useShortcut('silence', silenceSound);
  const { isOn } = soundChoices.value;
  const isQuiet = !isOn || isBlocked.value;
  const keys = keysOf('silence');
  const state = isBlocked.value ? t('soundBlocked') : t(isOn ? 'soundReady' : 'soundOffNow');
  return (
    <>
      {isOn && isRinging.value && !isBlocked.value ? (
        <button
          class="silence"
          type="button"
          title={t('silenceExplained', { keys: keys === null ? '–' : keyCaps(keys).join('+') })}
          onClick={silenceSound}
        >
          <Icon name="sound" />
          {t('silenceNow')}
        </button>
      ) : (
        <button
          class={isQuiet ? 'quiet icon-button sound-state is-off' : 'quiet icon-button sound-state'}
          type="button"
          aria-label={`${t('soundTitle')}: ${state}`}
          title={state}
          onClick={() => (isOpen.value = true)}
        >
          <Icon name={isQuiet ? 'soundOff' : 'sound'} />
        </button>
      )}
      {isOpen.value && <SoundDialog onClose={() => (isOpen.value = false)} />}
    </>
  );
}
