import { signal } from '@preact/signals';
import { readStored, writeStored } from '../stored.ts';

/** What this browser remembers of the first days: what the service cannot know. */
const keys = {
  sound: 'setup.sound',
  wall: 'setup.wall',
  hidden: 'setup.hidden',
  seen: 'setup.seen',
} as const;

export const soundTried = signal(readStored(keys.sound) !== null);
export const wallOpened = signal(readStored(keys.wall) !== null);
/** Whether this browser was there when the installation was new. */
export const setupSeen = signal(readStored(keys.seen) !== null);
export const setupHidden = signal(readStored(keys.hidden) !== null);

/** A tune was played here. */
export function markSoundTried(): void {
  soundTried.value = true;
  writeStored(keys.sound, 'yes');
}

/** The wall was shown in this browser. */
export function markWallOpened(): void {
  if (wallOpened.peek()) return;
  wallOpened.value = true;
  writeStored(keys.wall, 'yes');
}

export function markSetupSeen(): void {
  if (setupSeen.peek()) return;
  setupSeen.value = true;
  writeStored(keys.seen, 'yes');
}

/** Somebody does not want the checklist any more. */
export function hideSetup(): void {
  setupHidden.value = true;
  writeStored(keys.hidden, 'yes');
}
