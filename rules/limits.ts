/** Every limit of this room, with its unit, and what happens at it. */
export const rulesLimits = {
  /** A larger rule file is refused unread: nobody writes that much by hand. */
  fileBytes_max: 256 * 1024,
  /** More YAML aliases than this in a file are refused: a few lines of them can unfold to gigabytes. */
  yamlAliases_max: 50,
  /** Further files in the folder are refused with an error. */
  files_max: 100,
  /** Further rules of one kind are refused. Devices meet only those of their place, so many are no burden. */
  rulesPerKind_max: 5_000,
  /** Errors beyond are counted only, so that a wrecked file does not flood the terminal. */
  errorsPerFile_max: 100,
  /**
   * A late reading further behind its device's usual offset than this is taken for a clock that was set
   * back (a reset to the year 2000), not for a buffer: it is judged as live, because ringing is safer.
   */
  bufferedAge_ms_max: 7 * 24 * 3600 * 1000,
  /**
   * A late reading that tells of danger to lives is judged as live where nothing newer is known of its device, up
   * to this age; an older one is told as past.
   */
  lateDanger_ms_max: 2 * 3600 * 1000,
  /** How long late readings must advance in step with our clock before they count as a clock set back. */
  clockStepConfirm_ms: 5_000,
  /** Live readings after which the least offset seen is forgotten by half, so that slow drift is followed. */
  offsetWindow_readings: 64,
  /**
   * Past activations remembered per rule and device, so that a re-sent buffer raises nothing twice.
   * Beyond, the oldest is forgotten: a re-send of it may raise a silent alert with the same id again.
   */
  pastActivations_max: 8,
  /** Devices whose numbers lie in one array: a snapshot takes one such page at a time. */
  devicesPerPage_max: 64,
  /** An open forecast is told again at most this often; the desk and its history would drown in decimals. */
  forecastUpdateEvery_ms_min: 10_000,
  /** It is told again when the expected time moved by this share of what was left. */
  forecastMove_share_min: 0.25,
  /** Or when the probability moved by this much. */
  forecastProbability_step_min: 0.15,
  /** What counts in a rule's record of forecasts: beyond either, the oldest is forgotten. */
  forecastRecord_ms_max: 30 * 24 * 3600 * 1000,
  forecastRecord_count_max: 400,
  /** Former forecasts whose probability was this near say how often one like it comes true. */
  forecastAlike_max: 0.15,
  /** So many former forecasts weigh as much as the model's own word. */
  forecastPrior_count: 20,
  /** A breach within this time after its forecast ended in it is the one that was foretold (on-delays). */
  foretold_ms_max: 10 * 60 * 1000,
  /** Breaches that were foretold and still have to come, per device; beyond, the oldest is forgotten. */
  foretold_count_max: 8,
  /** Different readings of one instant remembered per device; a repeat of a further one is judged again. */
  readingsPerInstant_max: 8,
  /** How far an alert may lie from a known event of its device and still be about it. */
  knownEventMargin_ms: 10 * 60 * 1000,
  /** Alerts of a back-test that are held one by one; those beyond are only counted. */
  backtestAlerts_max: 100_000,
  /** Readings that arrived at one instant and are taken for one message: no more fit into one. */
  backtestMessage_readings_max: 1_000,
  /** Trials that wait for their turn; a further one is refused. One runs at a time. */
  trialsWaiting_max: 4,
  /** Trials that are over and still remembered; beyond, the oldest is forgotten. */
  trialsKept_max: 20,
  /** A trial over more readings fails, and says that a shorter stretch is wanted. */
  trialReadings_max: 10_000_000,
  /** How many alerts the result of a trial names; the others are counted. */
  trialAlerts_max: 500,
  /** How long a trial works at a stretch, and how long it leaves the process to the alarms in between. */
  trialSlice_ms: 8,
  trialPause_ms: 8,
  /** How often a back-test tells how far it is. */
  backtestProgress_readings: 20_000,
} as const;
