import type { Seat } from '../../../domain/desk-settings.ts';
import type { LatestReadings } from './latest-readings.ts';
import { createLiveFeed, type LiveFeed, type LiveFeedOptions } from './live-feed.ts';
import { createScopedFeed, type ScopedFeed } from './scoped-feed.ts';
import { createScreenViews } from './screen-views.ts';

/** How many times the changes of a part of everything are fewer than those of all: it holds so much less. */
const heldShare = 8;

interface Kept {
  readonly feed: ScopedFeed;
  /** Since when nobody is there, ms; null: somebody is. */
  emptySince: number | null;
}

/**
 * The live feeds: one for those who see everything, and one for each part of it that somebody looks at, kept a while
 * for those who come back. What a part's screens may see can change with the fleet: they then begin anew.
 */
export function createLiveFeeds(
  options: Omit<LiveFeedOptions, 'latest' | 'screens' | 'nextScreen'> & {
    readonly latest: LatestReadings;
    readonly seats: () => readonly Seat[];
  },
): LiveFeed {
  const { latest, limits, now } = options;
  const screens = createScreenViews({ viewsMax: limits.presenceViewsMax, mergeMs: limits.presenceMergeMs });
  let lastScreen = 0;
  const shared = {
    ...options,
    screens,
    nextScreen: () => {
      lastScreen += 1;
      return lastScreen;
    },
  };
  const all = createLiveFeed({ ...shared, latest: { ...latest, ...latest.watch() } });
  const parts = new Map<string, Kept>();
  let timer: NodeJS.Timeout | null = null;
  let isFleetDirty = false;
  let closedForSlowness = 0;

  function partFor(scope: ScopedFeed['scope']): Kept {
    let kept = parts.get(scope.key);
    if (kept === undefined) {
      const { heldChangesMax, heldBytesMax } = limits;
      const feed = createScopedFeed(
        {
          ...shared,
          latest: { ...latest, ...latest.watch() },
          limits: {
            ...limits,
            heldChangesMax: Math.ceil(heldChangesMax / heldShare),
            heldBytesMax: Math.ceil(heldBytesMax / heldShare),
          },
        },
        scope,
      );
      kept = { feed, emptySince: now() };
      parts.set(scope.key, kept);
      feed.start();
    }
    return kept;
  }

  function drop({ feed }: Kept): void {
    closedForSlowness += feed.stats().closedForSlowness;
    parts.delete(feed.scope.key);
    feed.stop();
  }

  function lookAfter(): void {
    const empty: Kept[] = [];
    for (const kept of parts.values()) {
      const isEmpty = kept.feed.stats().clients === 0;
      kept.emptySince = isEmpty ? (kept.emptySince ?? now()) : null;
      if (isEmpty) empty.push(kept);
      if (isFleetDirty && kept.feed.isOutdated()) drop(kept);
    }
    isFleetDirty = false;
    const tooMany = empty.length - limits.emptyFeedsMax;
    for (const [index, kept] of empty.entries()) {
      if (index < tooMany || now() - (kept.emptySince ?? now()) > limits.emptyFeedMs) drop(kept);
    }
  }

  const each = (tell: (feed: LiveFeed) => void): void => {
    tell(all);
    for (const { feed } of parts.values()) tell(feed);
  };

  return {
    start() {
      all.start();
      timer = setInterval(lookAfter, limits.fleetCountMs);
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      each((feed) => feed.stop());
      parts.clear();
    },
    attach(connection) {
      if (connection.scope.isEverywhere) return all.attach(connection);
      const kept = partFor(connection.scope);
      kept.emptySince = null;
      return kept.feed.attach(connection);
    },
    alertChanged: (alert, event) => each((feed) => feed.alertChanged(alert, event)),
    incidentChanged: (change) => each((feed) => feed.incidentChanged(change)),
    caseChanged: (change) => each((feed) => feed.caseChanged(change)),
    planChanged: (run) => each((feed) => feed.planChanged(run)),
    canaryRaised: (seq) => each((feed) => feed.canaryRaised(seq)),
    confirmationsChanged: () => each((feed) => feed.confirmationsChanged()),
    fleetChanged() {
      isFleetDirty = true;
      each((feed) => feed.fleetChanged());
    },
    stats() {
      const sum = { ...all.stats() };
      sum.closedForSlowness += closedForSlowness;
      for (const { feed } of parts.values()) {
        const { clients, held, closedForSlowness: closed } = feed.stats();
        sum.clients += clients;
        sum.held += held;
        sum.closedForSlowness += closed;
      }
      return sum;
    },
  };
}
