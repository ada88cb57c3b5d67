import { signal } from '@preact/signals';
import { readStored, writeStored } from '../stored.ts';

/** What somebody chose for the sound of this browser. */
export interface SoundChoices {
  readonly isOn: boolean;
  /** 0.1 to 1. */
  readonly volume: number;
  /** Only what the person's seat watches. */
  readonly isSeatOnly: boolean;
}

const key = 'sound';
const shipped: SoundChoices = { isOn: true, volume: 0.7, isSeatOnly: false };

export const soundChoices = signal<SoundChoices>(read());

export function chooseSound(changes: Partial<SoundChoices>): void {
  soundChoices.value = { ...soundChoices.value, ...changes };
  writeStored(key, JSON.stringify(soundChoices.value));
}

function follow(event: StorageEvent): void {
  if (event.key?.endsWith(`.${key}`) === true) soundChoices.value = read();
}

/** What another window of this browser chose holds here, too. Gives the function that ends it. */
export function followSoundChoices(): () => void {
  addEventListener('storage', follow);
  return () => removeEventListener('storage', follow);
}

function read(): SoundChoices {
  try {
    const stored = JSON.parse(readStored(key) ?? '{}') as Partial<SoundChoices>;
    const { isOn, volume, isSeatOnly } = stored;
    return {
      isOn: typeof isOn === 'boolean' ? isOn : shipped.isOn,
      volume: typeof volume === 'number' && volume >= 0.1 && volume <= 1 ? volume : shipped.volume,
      isSeatOnly: typeof isSeatOnly === 'boolean' ? isSeatOnly : shipped.isSeatOnly,
    };
  } catch {
    return shipped;
  }
}
