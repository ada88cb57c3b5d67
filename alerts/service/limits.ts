/** Limits of the notices about the service itself. */
export const serviceNoticeLimits = {
  /** Notices that wait for the desk at most; more are in the log and in /api/system only. */
  wishes_max: 100,
  /** How often one is tried again that the journal did not take. */
  retry_ms: 2_000,
  /** How often the desk is asked whether it has folded what was said last. */
  foldPoll_ms: 20,
} as const;
