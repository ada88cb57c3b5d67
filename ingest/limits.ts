/**
 * The ingest room's limits. A message that passes one is never lost silently: what could be read is kept,
 * and the whole payload goes to quarantine with the reason.
 */
export const ingestLimits = {
  /** Readings in one payload (a device flushing its buffer): beyond, the whole payload is refused. */
  readingsPerPayloadMax: 1_000,
  /** Unknown metrics kept per reading: beyond, the rest stay in quarantine only. */
  extraPerReadingMax: 32,
  /** Characters of an unknown metric's name or text value: beyond, it is not kept as extra. */
  extraTextCharsMax: 256,
  /** Problems reported per payload; the payload itself is in quarantine whole. */
  problemsPerPayloadMax: 8,
  /** A device's time earlier than this is a clock reset, not a measurement: the arrival stands in. */
  timeMin_ms: Date.UTC(2001, 0, 1),
  /** How far a device's clock may run ahead of ours before the arrival stands in. */
  timeAheadMax_ms: 10 * 60_000,

  /** Journal records per transaction of the store writer: bounds its memory and the repeat on failure. */
  storeRecordsMax: 20_000,
  /** When fewer records than this wait, the store writer gathers this long: fewer, larger transactions cost less. */
  storeGatherRecordsMin: 5_000,
  storeGather_ms: 100,
  /** How often the store writer notes its place while there is nothing to store. */
  storeIdleCommit_ms: 30_000,
  /** How often the store writer tries again what the database refuses, though it is there. */
  storeTroubleRetry_ms: 5_000,
  /** Repeats of a device recognised without the database's help: its latest readings remembered. */
  recentKeysPerDevice: 8,
  /** Devices remembered for that; beyond, the memory is emptied and the database's key decides alone. */
  recentDevicesMax: 200_000,
} as const;
