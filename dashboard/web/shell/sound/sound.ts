import { computed, effect, signal } from '@preact/signals';
import type { Severity } from '../../../../domain/severity.ts';
import { alertsNow, incidentNow, listenLive } from '../../live/live-store.ts';
import { deskFacts } from '../desk-facts.ts';
import { me } from '../session.ts';
import { createRinging, type Ringing } from './ringing.ts';
import { isWatchedBy } from './seat-watch.ts';
import { followSoundChoices, soundChoices } from './sound-choices.ts';
import { createSoundingTab, type SoundingTab } from './sounding-tab.ts';
import { openTabChannel } from './tab-channel.ts';
import { createTunePlayer, type TunePlayer } from './tune-player.ts';
import { tuneLengthMs, tunes, type TuneName } from './tunes.ts';

/**
 * The sound of alerts. It follows the messages of the live feed, not frames, so that a window in the background
 * sounds too. Browsers let a page sound only after a press in it: logging in is one; after a reload the page says
 * that it is mute until the next.
 */

/** Between two tunes. */
const pauseMs = 300;
/** Without a message for so long, a timer looks whether something is due. */
const lookAgainMs = 1_000;

const isArmed = signal(false);
const isCovered = signal(false);
/** Whether something sounds again and again until somebody acknowledges or silences it. */
export const isRinging = signal(false);
/** Whether the browser keeps this window, and all others of the same browser, from sounding. */
export const isBlocked = computed(() => soundChoices.value.isOn && !isArmed.value && !isCovered.value);

let context: AudioContext | null = null;
let player: TunePlayer | null = null;

/** To be called in a press: from now on the page may sound. */
export function armSound(): void {
  if (context === null) {
    context = new AudioContext();
    player = createTunePlayer(context);
    context.addEventListener('statechange', follow);
  }
  // Refused without a press; the state tells.
  context.resume().then(follow, follow);
  follow();
}

function follow(): void {
  isArmed.value = context?.state === 'running';
}

/** Plays a tune here whatever else sounds: what the test buttons do. */
export function tryTune(name: TuneName): void {
  armSound();
  player?.play(name, soundChoices.peek().volume);
}

let silenceNow: (() => void) | null = null;

/** What sounds now is silent until it rings anew. It acknowledges nothing. */
export function silenceSound(): void {
  silenceNow?.();
}

/** Lets alerts sound for as long as somebody is logged in. Gives the function that ends it. */
export function startSound(): () => void {
  const ringing = createRinging();
  const tab = openTab(ringing, stopTune);
  let busyUntil = 0;
  let playing: TuneName | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stopTune(): void {
    player?.stop();
    busyUntil = 0;
    isRinging.value = ringing.isRepeating();
  }

  function play(name: TuneName): void {
    busyUntil = Date.now() + tuneLengthMs(tunes[name]) + pauseMs;
    playing = name;
    tab.sound(name, () => player?.play(name, soundChoices.peek().volume));
  }

  /** Plays what is due; what is worse than what sounds now cuts it off. */
  function look(): void {
    clearTimeout(timer);
    const now = Date.now();
    isRinging.value = ringing.isRepeating();
    if (!isArmed.peek() || !soundChoices.peek().isOn) return;
    const due = ringing.due(now);
    if (due !== null && (now >= busyUntil || isWorse(due, playing))) {
      ringing.next(now);
      play(due);
    }
    if (ringing.nextAt() !== null) timer = setTimeout(look, lookAgainMs);
  }

  function take(): void {
    ringing.take(watched(), Date.now());
    look();
  }

  function beat(): void {
    tab.beat(isArmed.peek() && soundChoices.peek().isOn);
    isCovered.value = tab.isCovered();
  }

  silenceNow = () => {
    tab.silenced(ringing.silence());
    stopTune();
  };
  const ends = [
    listenLive((what) => {
      if (what === 'lost' && isArmed.peek() && soundChoices.peek().isOn) play('stale');
      if (what === 'alerts') take();
      else look();
      beat();
    }),
    followSoundChoices(),
    armOnPress(),
    effect(() => {
      // Whoever arms or chooses hears at once what has been waiting.
      void [isArmed.value, soundChoices.value, me.value, deskFacts.value];
      take();
      beat();
    }),
  ];
  const leave = (): void => tab.leave();
  addEventListener('pagehide', leave);

  return () => {
    for (const end of ends) end();
    removeEventListener('pagehide', leave);
    clearTimeout(timer);
    player?.stop();
    tab.stop();
    silenceNow = null;
    isRinging.value = false;
    isCovered.value = false;
  };
}

function isWorse(severity: Severity, playing: TuneName | null): boolean {
  return typeof playing === 'number' && severity < playing;
}

function openTab(ringing: Ringing, stopTune: () => void): SoundingTab {
  return createSoundingTab({
    // Windows in the order of their opening; the fraction keeps two of one instant apart.
    tab: Date.now() + Math.random(),
    channel: openTabChannel(),
    now: Date.now,
    soundedElsewhere(tune) {
      if (tune !== 'stale') ringing.sounded(tune, Date.now());
    },
    silencedElsewhere(rings) {
      ringing.silenceThese(rings);
      stopTune();
    },
  });
}

/** The alerts that this desk's sound is about. */
function watched() {
  const seatId = me.peek()?.seat ?? null;
  const seat = deskFacts.peek()?.seats.find(({ id }) => id === seatId);
  if (!soundChoices.peek().isSeatOnly || seat === undefined) return alertsNow();
  return [...alertsNow()].filter((alert) => isWatchedBy(seat, alert, incidentNow(alert.incidentId)));
}

function arm(): void {
  if (!isArmed.peek() && soundChoices.peek().isOn) armSound();
}

/** After a reload, any press lets the page sound. Gives the function that ends it. */
function armOnPress(): () => void {
  // Some browsers let a page sound that is often used: then nobody needs to press.
  arm();
  addEventListener('pointerdown', arm);
  addEventListener('keydown', arm);
  return () => {
    removeEventListener('pointerdown', arm);
    removeEventListener('keydown', arm);
  };
}
