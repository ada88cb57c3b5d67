/** Every limit of reports, with its unit, and what happens at it. */
export const reportLimits = {
  /** Areas of one report, the busiest first; the rest is in the figures. */
  rows_max: 200,
  rules_max: 30,
  /** Detectors with false alarms, those with most first. */
  detectors_max: 30,
  /** Silent sensors, the longest first. */
  silences_max: 20,
  /** A longer period is refused. */
  days_max: 400,
  /** Reports on one page of the list. */
  page_max: 200,
  /** Reports that the clock missed, as while the service was down, are made up to so far back. */
  catchUpDays_max: 7,
  catchUpMonths_max: 3,
  /** Reports being made at once for people; a further one is refused until one is done. */
  atOnce_max: 2,
} as const;
