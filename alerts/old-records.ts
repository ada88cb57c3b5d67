import type { Alert, AlertChange, AlertEvidence, StaffAction } from '../domain/alert.ts';

/**
 * What was written before alerts knew of forecasts, of muting, or said what they measure, made whole: the journal,
 * the desk's snapshots and the database keep such records, and none of them says what it did not know.
 */
export function completeChange(change: AlertChange): AlertChange {
  return { ...noForecast, ...change, evidence: completeEvidence(change.evidence) };
}

export function completeAlert(alert: Alert): Alert {
  const evidence = completeEvidence(alert.evidence);
  const rang = { rangAt: alert.raisedAt } as Partial<Alert>;
  return { ...noForecast, ...noMuting, ...rang, ...alert, evidence };
}

export function completeAction(action: StaffAction): StaffAction {
  // Whoever could act then could reset too, and was told that it is done: a replay has to agree.
  const role = action.action === 'reset' ? { role: 'shiftLeader' as const } : {};
  return { ...noActor, ...role, ...action };
}

export function completeEvidence(evidence: AlertEvidence | null): AlertEvidence | null {
  return evidence === null ? null : { ...noDetails, ...evidence };
}

const noForecast = { forecast: null, outcome: null, counterpartId: null } as const;
const noMuting = {
  suppressed: null,
  silencedAt: null,
  silencedBy: null,
  activations: 1,
  isChattering: false,
  assignee: null,
} as const;
/** Whoever could act then was an operator at least. */
const noActor = { role: 'operator', seat: null, until: null, assignee: null } as const;
const noDetails = { quantity: 'value', readings: [], onDelay_s: 0, facts: {} } as const;
