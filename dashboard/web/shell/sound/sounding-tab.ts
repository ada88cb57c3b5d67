import type { TuneName } from './tunes.ts';

/** What the windows of one browser tell each other. */
export type TabMessage =
  | { readonly type: 'here'; readonly tab: number; readonly isArmed: boolean }
  | { readonly type: 'gone'; readonly tab: number }
  | { readonly type: 'sounded'; readonly tab: number; readonly tune: TuneName }
  | { readonly type: 'silenced'; readonly tab: number; readonly rings: readonly string[] };

/** What carries them: all windows but the one that tells. */
export interface TabChannel {
  tell(message: TabMessage): void;
  hear(listener: (message: TabMessage) => void): void;
  close(): void;
}

/** A window that was not heard of for this long may be frozen or gone. Windows tell at each heartbeat, every 5 s. */
const silentMax_ms = 12_000;
/** How long the first window may take to sound before another does. */
const patience_ms = 700;
/** A tune that was heard this recently is the one that is due here, too. */
const sameTune_ms = 2_500;

export interface SoundingTab {
  /** Tells the others that this window is there; at every heartbeat. */
  beat(isArmed: boolean): void;
  /** Sounds a tune here, or lets another window do it. */
  sound(tune: TuneName, play: () => void): void;
  silenced(rings: readonly string[]): void;
  /** Whether another window of this browser can sound. */
  isCovered(): boolean;
  /** The window is being left: others need not wait for it. */
  leave(): void;
  stop(): void;
}

/**
 * Of several windows of one browser only the first that can sound does. It fails towards sound: whatever the first one
 * claims, another that does not hear it sound in time sounds itself, so a window that is frozen, cut off or crashed
 * silences nothing. Without a channel each window is alone.
 */
export function createSoundingTab(options: {
  readonly tab: number;
  readonly channel: TabChannel | null;
  readonly now: () => number;
  readonly soundedElsewhere: (tune: TuneName) => void;
  readonly silencedElsewhere: (rings: readonly string[]) => void;
}): SoundingTab {
  const { tab, channel, now } = options;
  /** Other windows that can sound, and when they last said so. */
  const others = new Map<number, number>();
  const soundedAt = new Map<TuneName, number>();
  const waiting = new Set<ReturnType<typeof setTimeout>>();

  channel?.hear((message) => {
    if (message.type === 'here' && message.isArmed) others.set(message.tab, now());
    else if (message.type === 'here' || message.type === 'gone') others.delete(message.tab);
    else if (message.type === 'sounded') {
      soundedAt.set(message.tune, now());
      options.soundedElsewhere(message.tune);
    } else options.silencedElsewhere(message.rings);
  });

  function present(): number[] {
    for (const [other, at] of others) if (now() - at > silentMax_ms) others.delete(other);
    return [...others.keys()];
  }

  function wasHeard(tune: TuneName): boolean {
    return now() - (soundedAt.get(tune) ?? Number.NEGATIVE_INFINITY) < sameTune_ms;
  }

  function leave(): void {
    channel?.tell({ type: 'gone', tab });
  }

  return {
    beat(isArmed) {
      channel?.tell({ type: 'here', tab, isArmed });
    },
    sound(tune, play) {
      const isFirst = present().every((other) => other > tab);
      const playHere = (): void => {
        play();
        channel?.tell({ type: 'sounded', tab, tune });
      };
      if (wasHeard(tune)) return;
      if (isFirst) {
        playHere();
        return;
      }
      const timer = setTimeout(() => {
        waiting.delete(timer);
        if (!wasHeard(tune)) playHere();
      }, patience_ms);
      waiting.add(timer);
    },
    silenced(rings) {
      channel?.tell({ type: 'silenced', tab, rings });
    },
    isCovered: () => present().length > 0,
    leave,
    stop() {
      for (const timer of waiting) clearTimeout(timer);
      leave();
      channel?.close();
    },
  };
}
