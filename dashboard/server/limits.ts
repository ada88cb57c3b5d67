/** Every bound of the dashboard's server, with what happens there. */
export const dashboardLimits = {
  /** A larger body is refused with 413. */
  bodyBytesMax: 256 * 1024,
  /** The same for a telemetry message, as on MQTT. */
  telemetryBytesMax: 1024 * 1024,
  /** The same for a CSV import. */
  importBytesMax: 16 * 1024 * 1024,
  /** The same for a picture. */
  pictureBytesMax: 8 * 1024 * 1024,
  /** All pictures together; a further one is refused with 507, and what it belonged to can be told without it. */
  picturesBytesMax: 8 * 1024 * 1024 * 1024,
  /** Pictures in all, for their list is in memory; a further one is refused with 507. */
  picturesMax: 100_000,
  /** What stays free on their disk, for the journal's sake; a picture that would take from it is refused with 507. */
  picturesFreeBytesMin: 1024 * 1024 * 1024,
  /** Pictures written to disk at once; a further one is refused with 503. */
  picturesAtOnceMax: 20,
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
  /** Rows told of one dry run; the rest is a count. */
  importPreviewRowsMax: 1_000,
  /** A request that takes longer to arrive is closed. */
  requestTimeoutMs: 30_000,
  /** Requests per address and minute; more are answered 429. Whole rooms may share one address. */
  requestsPerMinuteMax: 3_000,
  /** Requests for confirmation links per address and minute; more are answered 429. A phone network shares few. */
  confirmationsPerMinuteMax: 120,
  /** Rows in a page; asking for more is refused with 400. */
  pageRowsMax: 1_000,
  /** How old the states of devices on the map may be; asked for more often, the same answer is given. */
  mapStatesMs: 5_000,
  /** Points of a series; asking for more is refused with 400. */
  seriesPointsMax: 10_000,
  /** Devices near another one told at once, and how far around it those of no common place are looked for, m. */
  nearbyMax: 50,
  nearby_m_max: 1_000,
  /** The longest that a device's former secret counts beside the new one. */
  secretGraceMsMax: 30 * 86_400_000,
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

  /** How long the devices counted by area are told again before they are counted anew. */
  areaCountsKeptMs: 5_000,

  /** A session ends this long after log-in, whatever was done in it: one shift. */
  sessionMs: 12 * 3_600_000,
  /** Sessions open at once; a further log-in ends the one that is open longest. */
  sessionsMax: 10_000,
  /** The same for one member of staff. */
  sessionsPerPersonMax: 20,
  /** Tokens of machines; a further one is refused with 422. */
  apiTokensMax: 1_000,
  /** An act that waits for a second person ends undone after this long. */
  heldActMs: 15 * 60_000,
  /** Acts that wait for a second person, in all, of one person, and the bytes of all; a further one is a 429. */
  heldActsMax: 100,
  heldActsPerPersonMax: 20,
  heldActsBytesMax: 16 * 1024 * 1024,
  /** What became of them is told of so many, the latest; the audit has all. */
  settledActsMax: 100,
  /** Failed log-ins of a person before each further one doubles the wait for the next, and the same of an address. */
  failedLogInsFreePerUsername: 5,
  failedLogInsFreePerAddress: 30,
  /** The first such wait, the longest, and the longest where the person has logged in before; too soon is a 429. */
  logInDelayMs: 1_000,
  logInDelayMsMax: 5 * 60_000,
  knownLogInDelayMsMax: 30_000,
  /** Failed log-ins are forgotten this long after the last one's wait. */
  failedLogInsKeptMs: 3_600_000,
  /** Wrong tokens of machines from one address per window; further ones are answered 429 unseen. */
  wrongTokensPerAddressMax: 30,
  wrongTokenWindowMs: 5 * 60_000,
  /** Addresses, names and browsers counted at once; beyond it those with the fewest failures are forgotten. */
  failedLogInEntriesMax: 20_000,
  /** Passwords checked at once, each 19 MiB and tens of milliseconds of a core; the next ones wait. */
  passwordChecksAtOnceMax: 2,
  /** Waiting password checks; beyond it 503. */
  passwordChecksWaitingMax: 100,
  passwordLengthMin: 10,
  passwordLengthMax: 200,
  /** At the very first start, how long to wait for the database to say whether there are accounts. */
  firstAccountsWaitMs: 10_000,

  /** The OpenID provider has this long for each answer; later it is away. */
  oidcRequestMs: 5_000,
  /** A larger answer of it is not read. */
  oidcAnswerBytesMax: 1024 * 1024,
  /** After it answered, how long it is taken to be there; then the next log-in asks first. */
  oidcPresenceMs: 10_000,
  /** How long what it says of itself is taken to be so, and its keys. */
  oidcMetadataMs: 3_600_000,
  /** After it did not answer, how long it is said to be away without being asked. */
  oidcPauseMs: 2_000,
  /** How far its clock may differ from ours. */
  oidcClockToleranceMs: 30_000,
  /** A log-in that takes longer there begins anew. */
  oidcLogInMs: 10 * 60_000,
  /** Log-ins that came back, remembered so that none comes twice; beyond it the oldest are forgotten. */
  oidcSpentMax: 10_000,
  /** Log-ins begun from one address per minute; more are answered 429. Whole rooms may share one. */
  oidcLogInsPerMinuteMax: 300,
  /** Log-ins being asked about at the provider at once; further ones are told to try again. */
  oidcExchangesMax: 50,
  /** Areas of one person that it tells of; with more they are refused. */
  oidcAreasMax: 50,
  /** A larger log-out by the provider is refused with 413; an older one, and one of the time to come, with 400. */
  oidcLogOutBytesMax: 16 * 1024,
  oidcLogOutTokenMs: 5 * 60_000,

  /** Audit entries waiting, on disk, for the database; beyond it further ones are dropped, counted and logged. */
  auditEntriesMax: 20_000,
  /** Audit entries written at once. */
  auditBatchMax: 500,
  /** How often repeats of the same refusal are written as one number. */
  refusalMergeMs: 60_000,
  /** Refusals told apart meanwhile, and those of people who are not logged in; further ones are only counted. */
  refusalKindsMax: 1_000,
  strangerRefusalsMax: 60,
  /** Audit entries in one export; the answer says where it ends. */
  auditExportRowsMax: 100_000,

  /** Open sockets; a further one is refused with 503. A thousand are measured (`npm run bench -- screens`). */
  socketsMax: 1_200,
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
  /**
   * Live feeds of areas that nobody looks at are kept so long, ms, and so many, for those who come back; beyond,
   * who comes back gets a snapshot.
   */
  emptyFeedMs: 120_000,
  emptyFeedsMax: 50,
  /** How often telemetry and fleet counts are merged into one message. */
  mergeMs: 100,
  fleetCountMs: 1_000,
  /** How often the changes of an incident that is known already are merged into one. */
  incidentMergeMs: 500,
  /** Who has what open is told at most this often. */
  presenceMergeMs: 300,
  /** Screens whose open alert or case is told to the others; of more, the newest. */
  presenceViewsMax: 100,
  heartbeatMs: 5_000,
  /** Devices whose latest reading is held; readings of further ones are not shown live. */
  latestDevicesMax: 500_000,
  /** Sockets get this long to close on stop. */
  stopMs: 2_000,
} as const;

export type DashboardLimits = { readonly [K in keyof typeof dashboardLimits]: number };
