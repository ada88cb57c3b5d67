const second_ms = 1_000;
const minute_ms = 60 * second_ms;

/** Every limit of telling people, with its unit, and what happens at it. */
export const routingLimits = {
  /**
   * Pauses between attempts on one route: the first, times two for each further failure, up to the last; each
   * is shortened by up to a quarter, so that what failed together is not tried together again.
   */
  urgentBackOff_ms: { first: 2 * second_ms, max: minute_ms },
  ordinaryBackOff_ms: { first: 10 * second_ms, max: 10 * minute_ms },
  /** Failures on a route before the recipient's next one is tried. */
  attemptsBeforeNext_max: 3,
  /** Failures on a recipient's last route before the delivery is given up as failed: about a quarter of an hour. */
  urgentAttemptsOnLast_max: 20,
  /** The same for the rest: about two hours. */
  ordinaryAttemptsOnLast_max: 16,
  /** Failures of a channel without a success between them from which on it counts as broken. */
  channelFailures_max: 5,
  /** A step this late, as after a restart, goes to whoever is on duty now, not then. */
  lateStep_ms: minute_ms,
  /** Deliveries in memory that are sent or ended and that the database has. Beyond, the oldest leave: a confirmation of one comes too late. */
  settledHeld_max: 5_000,
  /** Deliveries written to the database in one statement. */
  perSave_max: 500,
  /** Deliveries on one page of a search. */
  pageSize_max: 500,
} as const;
