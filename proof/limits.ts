/** Every limit of the self-proof, with its unit, and what happens at it. */
export const proofLimits = {
  /** An alarm of the canary that takes longer has not arrived in time. */
  arrivalMax_ms: 5_000,
  /** So many in a row that did not arrive in time, and the way of alarms counts as not proven. */
  missedMax: 3,
  /** Canaries that the broker has not acknowledged. Beyond, none is sent, and each of those counts as missed. */
  unacknowledgedMax: 20,
  /** How often it is looked whether one is overdue. */
  lookEveryMs: 500,
  /** Pause before a lost connection of the canary, to the broker or to the live feed, is made anew. */
  reconnectMs: 1_000,
  /** The feed's own heartbeat comes every 5 s; a line that is silent for longer is made anew. */
  silentLineMs: 15_000,
  /** How long one dead-man signal may take. Then it has failed; the next one goes out in its turn. */
  deadManTimeoutMs: 10_000,
} as const;

/** Over which windows the canary's delays are told. */
export const delayWindows_ms = { fiveMinutes: 300_000, hour: 3_600_000, day: 86_400_000 } as const;
