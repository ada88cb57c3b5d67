/** The limits of this room, each with what happens when it is met. */

/**
 * How often journal and database are copied anew because the one went on too far while the other was looked at. A
 * copy takes moments until then; after so many the backup ends with what did not fit, and leaves nothing.
 */
export const attemptsMax = 5;

/** Waiting between two of them: longer than the journal's trimming, ms. */
export const attemptPause_ms = 1_500;

/** A table that somebody else holds (an upgrade) is waited for so long; then the backup ends and says so. */
export const lockTimeoutMs = 30_000;

/** Faults that a check names; more are counted. */
export const faultsToldMax = 20;
