import type { ScreenView } from '../../live-protocol.ts';

export interface ScreenViews {
  /** What a screen has open now; null: nothing. */
  put(screen: number, subject: string | null, name: string): void;
  /** The screen is gone. */
  forget(screen: number): void;
  /** Somebody has come who does not know yet. */
  tellAgain(): void;
  /** All of it, oldest first, when it is time to tell it again; null when there is nothing new or it is too soon. */
  take(now: number): readonly ScreenView[] | null;
}

/** The same views for screens that see only some of them, each with a time to tell of its own. */
export interface SharedScreenViews extends ScreenViews {
  readerOf(isSeen: (subject: string) => boolean): ScreenViews;
}

/**
 * Who has which alert, incident or case open, so that two people do not work at the same without knowing. It
 * lives as long as the sockets do: at most one view a screen, and of those the newest `viewsMax` are told, at
 * most every `mergeMs`.
 */
export function createScreenViews({
  viewsMax,
  mergeMs,
}: {
  viewsMax: number;
  mergeMs: number;
}): SharedScreenViews {
  const views = new Map<number, ScreenView>();
  let version = 0;

  function readerOf(isSeen: (subject: string) => boolean): ScreenViews {
    let toldVersion = 0;
    let toldAt = Number.NEGATIVE_INFINITY;
    return {
      put,
      forget,
      tellAgain() {
        toldVersion = -1;
      },
      take(now) {
        if (toldVersion === version || now - toldAt < mergeMs) return null;
        toldVersion = version;
        toldAt = now;
        return [...views.values()].filter(({ subject }) => isSeen(subject)).slice(-viewsMax);
      },
    };
  }

  function put(screen: number, subject: string | null, name: string): void {
    if (views.get(screen)?.subject === (subject ?? undefined)) return;
    // Put back at the end: the order is that of opening.
    views.delete(screen);
    if (subject !== null) views.set(screen, { screen, subject, name });
    version += 1;
  }

  function forget(screen: number): void {
    if (views.delete(screen)) version += 1;
  }

  return { ...readerOf(() => true), readerOf };
}
