/** Every limit of the figures, with its unit, and what happens at it. */
export const figuresLimits = {
  /**
   * How far back memory goes for the live figures: the longest shift on a day of 25 hours, and the window of a
   * flood before it. What is open stays for longer.
   */
  heldFor_ms: 26 * 3_600_000,
  /**
   * Activations in memory. Beyond, the oldest that left the list is given up to the database, and the live
   * figures say since when they are whole.
   */
  activationsHeld_max: 20_000,
  /** Memory that is too full because all of it is open is looked through again when there is this much more. */
  pruneStep: 1_000,
  /** How often memory is looked through for what is too old, ms of the records' time. */
  pruneEvery_ms: 60_000,
  /** Rows written to the database in one transaction. */
  rowsPerSave_max: 500,
  /** Rows read at a time: other work goes on between two pages. */
  rowsPerPage: 1_000,
  /** Activations behind one answer: some 60 operators' bearable year. Beyond, the period is refused as too long. */
  rowsPerAnswer_max: 2_000_000,
  /** Rows of one answer, the busiest first; the rest is counted. */
  groups_max: 1_000,
  /** Sources told with each row. */
  sourcesShown_max: 10,
  /** Floods told in one answer, the longest first; all of them are counted. */
  floodsShown_max: 200,
  /** Detectors in one answer, those with most false alarms first. */
  detectors_max: 500,
} as const;

/** An announced alert that is over sooner is fleeting: before an operator could do anything. Ours. */
export const fleeting_ms = 30_000;
/** On the list for longer, an alert is stale (ISA-18.2). */
export const stale_ms = 24 * 3_600_000;
/** Rates are told by ten minutes (EEMUA 191). */
export const tenMinutes_ms = 600_000;
