/** Enrolments gather for this long before they are saved together, so that 3,000 at once are a few inserts. */
export const enrolmentDelayMs = 50;

/** Rows of one statement; more are saved in several. */
export const rowsPerStatementMax = 1_000;

/** Enrolments that could not be saved for another reason than an outage are tried again after this. */
export const enrolmentRetryMs = 30_000;

/** Changes gather for this long before the local copy is written once for all of them. */
export const copyDelayMs = 200;

/** The database is read again this often, for what others changed in it. */
export const refreshIntervalMs = 60_000;

/** A refresh during which the fleet changed begins anew; after so many it is left to the next. */
export const refreshAttemptsMax = 5;

/** What a deployment or a test may set otherwise. */
export interface FleetLimits {
  /** At start, how long to wait for the database with a local copy at hand. Then it goes on without. */
  readonly startWithCopyMs: number;
  /** The same without a copy. */
  readonly startWithoutCopyMs: number;
  /** A change made by staff fails when the database has not taken it by then. */
  readonly writeTimeoutMs: number;
}

export const defaultFleetLimits: FleetLimits = {
  startWithCopyMs: 1_000,
  startWithoutCopyMs: 5_000,
  writeTimeoutMs: 10_000,
};
