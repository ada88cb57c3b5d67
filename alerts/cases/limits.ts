/** Every limit of cases and dispatch, with its unit, and what happens at it. */
export const casesLimits = {
  /** Closed cases kept in memory for who still looks at them. Beyond, the oldest is left to the database. */
  recentlyClosed_max: 1_000,
  /** Lines of history kept in memory per open case; beyond, the oldest is left to the database. */
  eventsPerOpenCase_max: 100,
  /** Alerts that one case is about; the news of further ones is not told in its history. */
  alertsPerCase_max: 200,
  /**
   * Open cases of one outside source. Beyond, its reports are refused with a reason: a recogniser that has
   * gone mad must not bury what others report.
   */
  openPerSource_max: 2_000,
  /** Outside names of events that are remembered. Beyond, the oldest is forgotten: told again, it is new. */
  externalIds_max: 20_000,
  /** Days whose count of cases is kept, for a time zone that is changed around midnight. */
  countedDays_max: 4,
  /** The longest that a case may be put on hold, or its deadline moved to from now, ms; longer is refused. */
  hold_ms_max: 366 * 86_400_000,
  extension_ms_max: 90 * 86_400_000,
  /**
   * Positions that wait for the database. Beyond, the oldest are dropped and counted: in an outage of hours,
   * where somebody walked is worth less than the memory in which alarms live.
   */
  unsavedTracks_max: 50_000,
  /** Cases, lines of history and positions written to the database in one transaction, of each. */
  savedAtOnce_max: 500,
  /** Cases on one page of a search; a larger wish is cut to it. */
  pageSize_max: 500,
  /** Positions of one answer about where somebody was; the rest is asked for from the last one on. */
  trackPoints_max: 20_000,
} as const;

/**
 * A recogniser's event that is less sure of itself is marked as uncertain and never makes a case that others
 * reported more urgent; 0 to 1. Settings may say otherwise (`cases.confidence_min`). Whatever its confidence,
 * a person accepts it.
 */
export const uncertainBelow = 0.6;
