import type { Logger } from 'pino';

/** The one clock by which the service says when something came, was done or is due. */
export interface ServiceClock {
  /** Whole milliseconds since 1970. */
  readonly now: () => number;
  /** How far it is ahead of the system's clock, ms; negative: behind it. */
  readonly lead_ms: () => number;
  /** Records say that it has been this late already, ms: it goes on from there, unless that is too far ahead. */
  readonly goOnFrom: (at: number) => void;
}

/** While it is ahead it runs at this share of the pace of time, while it is behind at this multiple. */
const pace = { ahead: 0.8, behind: 1.25 } as const;
/** A system's clock that is set by more is believed at once. Whoever was suspended really is that late. */
const believed_ms = { back: 3_600_000, forward: 60_000 } as const;

/**
 * A clock that the system's leads but does not throw about. Where that is set, time goes on here at nearly its own
 * pace until both agree: what is due in a minute neither happens at once nor waits for an hour to come by again.
 *
 * @param options.wall the system's clock, ms
 * @param options.monotonic one that is never set, ms
 */
export function createServiceClock(options: {
  readonly log: Logger;
  readonly wall?: () => number;
  readonly monotonic?: () => number;
}): ServiceClock {
  const { log, wall = Date.now, monotonic = () => performance.now() } = options;
  let own = wall();
  let asked = monotonic();

  function pass(): void {
    const at = monotonic();
    const passed = at - asked;
    asked = at;
    const system = wall();
    const lead = own + passed - system;
    if (lead > believed_ms.back || lead < -believed_ms.forward) {
      log.warn(
        { event: 'clock-set', by_ms: Math.round(-lead) },
        "the system's clock was set, and is believed",
      );
      own = system;
    } else if (lead > 0) own = Math.max(system, own + passed * pace.ahead);
    else own = Math.min(system, own + passed * pace.behind);
  }

  return {
    now() {
      pass();
      return Math.floor(own);
    },
    lead_ms() {
      pass();
      return Math.round(own - wall());
    },
    goOnFrom(at) {
      pass();
      if (at > own && at - own <= believed_ms.back) own = at;
    },
  };
}
