/** Every limit of handovers, with its unit, and what happens at it. */
export const handoverLimits = {
  /** Lines of each list on a sheet, the worst first; all are counted. */
  linesPerList_max: 100,
  /** Handovers in memory. Beyond, the oldest is left to the database: it cannot be taken any more. */
  held_max: 200,
  /** Handovers written to the database in one transaction. */
  rowsPerSave_max: 20,
  /** Handovers in one answer; a larger wish is cut to it. */
  page_max: 100,
} as const;
