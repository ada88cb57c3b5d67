import type { Forecast } from '../../../domain/alert.ts';
import type { AlertWithPlace, LiveIncident } from '../../live-protocol.ts';

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
    areaCode: null,
    incidentId: null,
    severity: 1,
    displayedSeverity: changes.severity ?? 1,
    condition: 'active',
    operator: 'unacknowledged',
    latch: 'free',
    suppression: 'none',
    suppressed: null,
    silencedAt: null,
    silencedBy: null,
    rangAt: 0,
    activations: 1,
    isChattering: false,
    assignee: null,
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
    forecast: null,
    outcome: null,
    counterpartId: null,
    ...changes,
  };
}

/** A forecast for tests, ten minutes ahead of time 0. */
export function testForecast(changes: Partial<Forecast> = {}): Forecast {
  return {
    metric: 'depth_m',
    threshold: 0.27,
    breachRuleId: 'water-depth',
    expectedAt: 600_000,
    earliestAt: 400_000,
    latestAt: 900_000,
    probability: 0.72,
    record: { count: 52, cameTrue: 41, medianLead_s: 660 },
    ...changes,
  };
}

/** An incident for tests: only what matters to them is named. */
export function testIncident(changes: Partial<LiveIncident>): LiveIncident {
  return {
    id: 'incident',
    version: 1,
    cause: { type: 'device', id: 'd' },
    title: { zh: '火警', en: 'Fire alarm' },
    kinds: ['smoke'],
    path: [],
    place: { zh: '', en: '' },
    severity: 4,
    alertCount: 1,
    openCount: 1,
    unacknowledgedCount: 1,
    deviceCount: 1,
    siteCount: 1,
    openedAt: 0,
    lastAlertAt: 0,
    closedAt: null,
    mergedInto: null,
    ...changes,
  };
}
