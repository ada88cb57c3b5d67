/** Every limit of the conditions in rule files, with its unit, and what happens at it. */
export const conditionLimits = {
  /** Conditions nested deeper are refused: nobody could say what such a rule means. */
  depth_max: 8,
  /** More conditions in one rule are refused: every reading must stay cheap to judge. */
  conditionsPerRule_max: 64,
  /** A rule that would remember more numbers per device is refused: 100,000 devices lie in memory. */
  slotsPerRule_max: 256,
  /** Events that one `count` can tell apart: a higher `at_least` is refused. */
  countedEvents_max: 32,
  /** More states in one machine are refused. */
  machineStates_max: 16,
  /** More transitions in one machine are refused. */
  machineTransitions_max: 24,
  /** A longer window is refused: nothing that takes months is decided by these conditions. */
  window_s_max: 31 * 24 * 3600,
} as const;
