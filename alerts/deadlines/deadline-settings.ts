import type { Severity } from '../../domain/severity.ts';

/** How far ahead notices are given, and how many. */
export interface DeadlineSettings {
  /** From this many days before on, the furthest first: each stage asks for attention once. */
  readonly ahead: readonly { readonly days: number; readonly severity: Severity }[];
  readonly overdueSeverity: Severity;
  /** So many devices of one building (or site) that come due together are one notice. */
  readonly groupFrom: number;
  /**
   * New notices of the first stage in a day, so that a delivery that ends in a hundred buildings comes as a list
   * and not as a flood (that begins at ten in ten minutes); the rest follow on the next days. Later stages are
   * never held back.
   */
  readonly newPerDay_max: number;
}

/** A month for the contract, a week for the visit, a day for the excuse; then it is overdue. Our choice. */
export const defaultDeadlineSettings: DeadlineSettings = {
  ahead: [
    { days: 30, severity: 4 },
    { days: 7, severity: 3 },
    { days: 1, severity: 3 },
  ],
  overdueSeverity: 2,
  groupFrom: 4,
  newPerDay_max: 3,
};
