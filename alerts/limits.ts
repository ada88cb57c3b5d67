/** Every limit of this room, with its unit, and what happens at it. */
export const alertsLimits = {
  /**
   * Outcomes remembered by idempotency key, of people and of machines each. Beyond, the oldest is forgotten: its
   * key would act anew. Of people this is some days: a phone may have been without signal for one.
   */
  idempotencyKeys_max: 10_000,
  /** Closed alerts kept in memory for who still looks at them. Beyond, the oldest is left to the database. */
  recentlyClosed_max: 1_000,
  /**
   * Activations remembered that became part of an alert with another id. Beyond, the oldest is forgotten: a
   * forecast's link to what came of it may then lead nowhere.
   */
  activations_max: 20_000,
  /** Events kept in memory per open alert, so that its history shows while the database is away. */
  eventsPerOpenAlert_max: 50,
  /** A shelf that ends this much after the latest moment allowed is cut to that: the page's clock is not ours. */
  shelvingSlack_ms: 60_000,
  /** Rules and scopes whose last activations are remembered. Beyond, the longest quiet is forgotten. */
  activationTimes_max: 100_000,
  /** How long a staff action waits to be judged after it was journalled. Then it fails: it may still happen. */
  actionWait_ms_max: 10_000,
  /** Events written to the database in one transaction. */
  eventsPerSave_max: 500,
  /** How long a batch for the database waits for more, and how many make it go at once. */
  gatherFor_ms: 100,
  gathered_max: 500,
  /** Pause after a write to the database that failed for another reason than an outage. */
  saveRetryPause_ms: 5_000,
  /**
   * Unsaved events at which a warning is logged, once. They are kept: memory holds some hundred thousand,
   * and telling people of alarms goes before all else.
   */
  unsavedEvents_warn: 50_000,
  /** Alerts on one page of a search; a larger wish is cut to it. */
  pageSize_max: 1_000,
  /** Settings written to the database in one statement: each may be a quarter of a megabyte. */
  settingsPerSave_max: 20,
  /** Settings in one answer, each with its text; a larger wish is cut to it. */
  settingsHistory_max: 50,
  /**
   * A settings file that is larger, nested deeper, of more parts (with what aliases unfold to) or of more
   * aliases is refused unread: nobody writes that by hand. Errors beyond are left out.
   */
  settingsFile: {
    fileBytes_max: 256 * 1024,
    depth_max: 32,
    parts_max: 200_000,
    yamlAliases_max: 50,
    errorsPerFile_max: 100,
  },
} as const;
