import type { AlertWithPlace } from '../live-protocol.ts';

/** An alert for tests: only what matters to them is named. */
export function testAlert(changes: Partial<AlertWithPlace>): AlertWithPlace {
  return {
    id: 'alert',
    version: 1,
    ruleId: 'rule',
    ruleVersion: '1',
    scope: { type: 'device', id: 'd' },
    deviceId: 'd',
    kind: 'smoke',
    title: { zh: '火警', en: 'Fire alarm' },
    advice: { zh: '', en: '' },
    place: { zh: '', en: '' },
    severity: 1,
    displayedSeverity: changes.severity ?? 1,
    condition: 'active',
    operator: 'unacknowledged',
    latch: 'free',
    suppression: 'none',
    retrospective: false,
    raisedAt: 0,
    eventTime: 0,
    receivedAt: 0,
    returnedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    closedAt: null,
    closedBy: null,
    finding: null,
    evidence: null,
    ...changes,
  };
}
