/** Every bound of the dashboard's server, with what happens there. */
export const dashboardLimits = {
  /** A larger body is refused with 413. */
  bodyBytesMax: 256 * 1024,
  /** The same for a telemetry message, as on MQTT. */
  telemetryBytesMax: 1024 * 1024,
  /** The same for a CSV import. */
  importBytesMax: 16 * 1024 * 1024,
  /** The same for a set of rules. */
  rulesBytesMax: 4 * 1024 * 1024,
  /** Files in a set of rules; more are refused with 400. */
  ruleFilesMax: 500,
  /** A longer period of a trial is refused with 422. */
  trialDaysMax: 400,
  /** Sets of rules in one answer, each with its files; asking for more is refused with 400. */
  ruleSetsMax: 50,
  /** Days that a forecast record may look back; asking for more is refused with 400. */
  forecastDaysMax: 730,
  /** A longer period of key figures is refused with 422. */
  figureDaysMax: 1_100,
  /** More rows are refused with 422. */
  importRowsMax: 50_000,
  /** Row errors told of one import; the rest is a count. */
  importErrorsMax: 1_000,
  /** A request that takes longer to arrive is closed. */
  requestTimeoutMs: 30_000,
  /** Requests per address and minute; more are answered 429. Whole rooms may share one address. */
  requestsPerMinuteMax: 3_000,
  /** Requests for confirmation links per address and minute; more are answered 429. A phone network shares few. */
  confirmationsPerMinuteMax: 120,
  /** Rows in a page; asking for more is refused with 400. */
  pageRowsMax: 1_000,
  /** Points of a series; asking for more is refused with 400. */
  seriesPointsMax: 10_000,
  /** Alerts of one device told with it, newest first. */
  deviceAlertsMax: 50,

  /** How far an event's or a position's own time may lie ahead of our clock; further is not believed. */
  eventAheadMs: 5 * 60_000,
  /** An event told later than this after it happened is refused with 422. */
  eventAgeMs: 7 * 86_400_000,
  /** A position older than this is left out: a phone may have been without signal for so long. */
  trackAgeMs: 2 * 86_400_000,
  /** Positions in one request; more are refused with 400. */
  trackPointsMax: 500,
  /** A longer stretch of somebody's track is refused with 400. */
  trackDaysMax: 31,
  /** A report that has only a position is given the areas of the nearest site up to here, m. */
  nearestSite_m_max: 500,

  /** A session ends this long after log-in, whatever was done in it: one shift. */
  sessionMs: 12 * 3_600_000,
  /** Ended sessions remembered; beyond it the one that expires first is forgotten early. */
  endedSessionsMax: 10_000,
  /** Failed log-ins per window; further ones are answered 429 before the password is looked at. */
  failedLogInsPerAddressMax: 30,
  failedLogInsPerUsernameMax: 10,
  failedLogInWindowMs: 5 * 60_000,
  /** Addresses and usernames counted at once; beyond it the oldest is forgotten. */
  failedLogInEntriesMax: 20_000,
  /** Passwords checked at once, each 19 MiB and tens of milliseconds of a core; the next ones wait. */
  passwordChecksAtOnceMax: 2,
  /** Waiting password checks; beyond it 503. */
  passwordChecksWaitingMax: 100,
  passwordLengthMin: 10,
  passwordLengthMax: 200,
  /** At the very first start, how long to wait for the database to say whether there are accounts. */
  firstAccountsWaitMs: 10_000,

  /** Audit entries waiting for the database; beyond it the oldest is dropped, counted and logged. */
  auditEntriesMax: 20_000,
  /** Audit entries written at once. */
  auditBatchMax: 500,

  /** Open sockets; a further one is refused with 503. */
  socketsMax: 500,
  /** Of one member of staff; a further one is refused with 429. */
  socketsPerPersonMax: 20,
  /** A client's message beyond it closes its socket. */
  clientMessageBytesMax: 64 * 1024,
  /** Client messages per 10 s; more close its socket. */
  clientMessagesPer10sMax: 200,
  /** Devices subscribed to by one socket; more close it. */
  subscriptionsMax: 500,
  /** Bytes waiting for one client beside its snapshot; more close it: it resumes. */
  clientBytesMax: 8 * 1024 * 1024,
  /** Changes held for clients that come back; older ones are forgotten: they get a snapshot. */
  heldChangesMax: 20_000,
  heldBytesMax: 32 * 1024 * 1024,
  /** Alert changes in one message. */
  changesPerMessageMax: 500,
  /** How long alert changes that are not critical wait for others to share a message: too short to be noticed. */
  alertFlushMs: 50,
  /** How often telemetry and fleet counts are merged into one message. */
  mergeMs: 100,
  fleetCountMs: 1_000,
  /** How often the changes of an incident that is known already are merged into one. */
  incidentMergeMs: 500,
  heartbeatMs: 5_000,
  /** Devices whose latest reading is held; readings of further ones are not shown live. */
  latestDevicesMax: 500_000,
  /** Sockets get this long to close on stop. */
  stopMs: 2_000,
} as const;

export type DashboardLimits = { readonly [K in keyof typeof dashboardLimits]: number };
