import { severities } from '../../../../domain/severity.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { SeverityMark } from '../../parts/severity-mark.tsx';
import { say } from '../language.ts';
import { t } from '../phrases.ts';
import { me } from '../session.ts';
import { markSoundTried } from '../guide/setup-record.ts';
import { armSound, isBlocked, tryTune } from './sound.ts';
import { chooseSound, soundChoices } from './sound-choices.ts';
import { repeatMs, type TuneName } from './tunes.ts';

const volumeStep = 0.1;

/** How alerts sound in this browser, with every tune to try. */
export function SoundDialog({ onClose }: { onClose: () => void }) {
  const { isOn, volume, isSeatOnly } = soundChoices.value;
  const hasSeat = (me.value?.seat ?? null) !== null;
  return (
    <Dialog title={t('soundTitle')} onClose={onClose}>
      <label class="sound-choice">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            chooseSound({ isOn: event.currentTarget.checked });
            if (event.currentTarget.checked) armSound();
          }}
        />
        {t('soundOn')}
      </label>
      {isBlocked.value && <p class="error">{t('soundBlocked')}</p>}
      <label class="field">
        <span class="field-label">
          {t('soundVolume')} {Math.round(volume * 100)} %
        </span>
        <input
          type="range"
          min={volumeStep}
          max={1}
          step={volumeStep}
          value={volume}
          disabled={!isOn}
          onInput={(event) => chooseSound({ volume: Number(event.currentTarget.value) })}
        />
      </label>
      <label class="sound-choice">
        <input
          type="checkbox"
          checked={isSeatOnly}
          disabled={!hasSeat}
          onChange={(event) => chooseSound({ isSeatOnly: event.currentTarget.checked })}
        />
        <span>
          {t('soundSeatOnly')}
          {!hasSeat && <span class="dim field-hint"> {t('soundSeatOnlyNone')}</span>}
        </span>
      </label>
      <h3>{t('soundTryTitle')}</h3>
      <ul class="tunes">
        {severities.map(({ level, label }) => {
          const every = repeatMs[level];
          return (
            <li key={level}>
              <SeverityMark severity={level} word />
              <span class="dim">
                {every === null ? t('soundOnce') : t('soundRepeats', { s: every / 1_000 })}
              </span>
              <TryButton tune={level} words={say(label)} />
            </li>
          );
        })}
        <li>
          <span>{t('soundStale')}</span>
          <span class="dim">{t('soundOnce')}</span>
          <TryButton tune="stale" words={t('soundStale')} />
        </li>
      </ul>
    </Dialog>
  );
}

function TryButton({ tune, words }: { tune: TuneName; words: string }) {
  return (
    <button
      type="button"
      aria-label={`${t('soundTry')}: ${words}`}
      onClick={() => {
        tryTune(tune);
        markSoundTried();
      }}
    >
      {t('soundTry')}
    </button>
  );
}
