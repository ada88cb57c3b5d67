/** Every limit of incidents and flood meters, with its unit, and what happens at it. */
export const incidentLimits = {
  /** Alerts named in an incident itself, first up first; further ones are counted, and listed by the store. */
  members_max: 20,
  /** Ended incidents kept in memory. Beyond, the oldest is left to the database. */
  recentlyClosed_max: 1_000,
  /** Closed alerts whose incident memory knows. Beyond, the oldest is left to the database. */
  closedAlerts_max: 20_000,
  /** Incidents and memberships written to the database in one transaction. */
  documentsPerSave_max: 500,
  /** Incidents on one page of a search; a larger wish is cut to it. */
  pageSize_max: 500,
  /** Alerts told with one incident, first up first; the rest is a count. */
  alertsPerIncident_max: 1_000,
  /** Incidents merged into one another that are followed; a longer chain is none of ours. */
  mergesFollowed_max: 32,
} as const;
