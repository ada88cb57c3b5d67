import type { Alert, AlertChange, AlertEvidence } from '../domain/alert.ts';

/**
 * What was written before alerts knew of forecasts or said what they measure, made whole: the journal, the desk's snapshots and the
 * database keep such records, and none of them says what it did not know.
 */
export function completeChange(change: AlertChange): AlertChange {
  return { ...noForecast, ...change, evidence: completeEvidence(change.evidence) };
}

export function completeAlert(alert: Alert): Alert {
  return { ...noForecast, ...alert, evidence: completeEvidence(alert.evidence) };
}

export function completeEvidence(evidence: AlertEvidence | null): AlertEvidence | null {
  return evidence === null ? null : { ...noDetails, ...evidence };
}

const noForecast = { forecast: null, outcome: null, counterpartId: null } as const;
const noDetails = { quantity: 'value', readings: [], onDelay_s: 0, facts: {} } as const;
