/** The limits of this room, each with what happens when it is met. */

/** Connections to the server at most; an operation waits for a free one, `connectTimeoutMs` at most. */
export const poolConnectionsMax = 10;

/** A connection that is not made within this time counts as an outage. */
export const connectTimeoutMs = 5_000;

/** A statement that runs longer is cancelled by the server; `persist` repeats it. */
export const statementTimeoutMs = 30_000;

/** A transaction that does nothing for so long is ended by the server, so that its locks go. */
export const idleTransactionTimeoutMs = 60_000;

/** How often the server is asked whether it is there: an outage is noticed this late when nothing else runs. */
export const heartbeatMs = 5_000;

/** A server that leaves this question unanswered for so long counts as away; every connection is given up. */
export const heartbeatTimeoutMs = 20_000;

/** Waiting time between two attempts during an outage: doubles from the first to the second. */
export const retryDelayMs = { min: 100, max: 2_000 } as const;

/** How often an outage that goes on is mentioned in the log. */
export const outageLogMs = 60_000;

/** Points that one series may ask for; more are refused. */
export const seriesPointsMax = 10_000;

/** Length of a hypertable's chunks, days. */
export const chunkDays = { raw: 7, '1m': 30, '1h': 180 } as const;

/**
 * How long readings and their roll-ups are kept, days. Older ones are dropped a chunk or a partition at a
 * time, so a little more than this may be there, never less.
 */
export const retentionDays = { raw: 90, '1m': 730, '1h': 3650 } as const;

/** Messages that could not be read are kept this long, days. */
export const quarantineRetentionDays = 90;

/** Positions of grid workers deleted in one statement; the rest follows in the next. */
export const trackRowsPerDelete = 10_000;

/** How long positions of grid workers are kept unless the settings of the desk say otherwise, days. */
export const trackRetentionDays = 30;

/** Readings older than this are moved to the columnstore where there is one, days. */
export const columnstoreAfterDays = 14;

/**
 * Buckets that TimescaleDB recomputes in one transaction at most: a day of minutes, a month of hours. More are
 * done in several.
 */
export const refreshBuckets = { '1m': 1_440, '1h': 720 } as const;

/** Two touched minutes nearer than this are recomputed as one span. */
export const rollupSpanGapMs = 10 * 60_000;

/** Spans that one batch may leave behind for the roll-up jobs; above it they are merged over wider gaps. */
export const rollupSpansPerBatchMax = 64;

/** One transaction of a roll-up job recomputes at most this much time; the rest waits for the next one. */
export const rollupStepMs = 24 * 3_600_000;

/** A retention job waits this long for the locks of a table; then it leaves the table to the next run. */
export const retentionLockTimeoutMs = 5_000;

/** A roll-up job takes up no new step after this long; the rest waits for the next run. */
export const rollupRunMs = 45_000;

/** One statement of a maintenance job may take this long; then it is cancelled and tried again at the next run. */
export const maintenanceStatementTimeoutMs = 600_000;

/** An hour counts as over for the hourly roll-up this long after its end; most late readings are in by then. */
export const hourSettlesMs = 5 * 60_000;

/** The embedded server must answer within this time after its start, a recovery included; else the start fails. */
export const serverStartTimeoutMs = 120_000;

/** How often the embedded server is asked while it starts or stops. */
export const serverPollMs = 20;

/** A server left over from a killed process that does not answer within this time is stopped first. */
export const serverAdoptTimeoutMs = 5_000;

/** A stop takes at most these two times together: first a clean one, then one that leaves a recovery for the next start. */
export const serverStopMs = { fast: 7_000, immediate: 2_000 } as const;

/** The embedded server's own log is begun anew at a start when it is larger, bytes. */
export const serverLogBytesMax = 10_000_000;

/** Sets of rules in one answer, each with all its files; a larger wish is cut to it. */
export const ruleSetsPage_max = 50;

/** Readings that are fetched at a time when the past is read back: what a back-test holds in memory. */
export const historyBatchRows = 1_000;

/** The server may sort for this long before the first readings of the past come; then the reader is told so. */
export const historyStatementTimeoutMs = 600_000;
