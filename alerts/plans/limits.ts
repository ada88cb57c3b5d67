/** Every limit of plans, with its unit, and what happens at it. */
export const plansLimits = {
  file: {
    /** A larger file is refused unread. */
    fileBytes_max: 256 * 1024,
    /** More YAML aliases than this are refused: a few lines of them can unfold to gigabytes. */
    yamlAliases_max: 50,
    /** Errors beyond are left out. */
    errorsPerFile_max: 100,
    /** Deeper or larger content is refused before anything looks at it. */
    depth_max: 16,
    parts_max: 60_000,
  },
  /** Further files are refused with an error. */
  files_max: 100,
  /** A set that is larger together is refused: it is a record of the journal, and held in memory. */
  setBytes_max: 2 * 1024 * 1024,
  /** Plans, and places, of a whole set; more are refused with an error. */
  plans_max: 500,
  places_max: 5_000,
  /** Plans in motion at once; a further one is refused until one is ended. */
  running_max: 300,
  /** Ended ones kept in memory for who still looks at them; beyond, the oldest is left to the database. */
  ended_max: 100,
  /** Lines of history of one run; at the limit steps can no longer be ticked, only the run be ended. */
  events_max: 1_000,
  /** Former sets whose authors are remembered while the database is away; beyond, the oldest is left to it. */
  setHeads_max: 50,
  /** Runs, or sets, written to the database in one transaction. */
  perSave_max: 50,
  /** Places of one kind on a battle map, the nearest first; the rest is left out. */
  placesPerKind_max: 10,
} as const;
