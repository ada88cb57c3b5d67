import { describe, expect, it } from 'vitest';
import type { CaseEvent } from '../../../domain/case.ts';
import type {
  AlertWithPlace,
  CaseWithPlace,
  Change,
  LiveChange,
  LiveIncident,
  PlanRunWithPlace,
} from '../../live-protocol.ts';
import { applyMessage, createLiveState } from './live-state.ts';
import { testAlert } from '../alerts/test-alert.ts';

function snapshot(alerts: readonly AlertWithPlace[], seq = 10) {
  return {
    type: 'snapshot',
    epoch: 'e',
    seq,
    serverTime: 0,
    alerts,
    incidents: [],
    cases: [],
    plans: [],
    floods: [],
    fleet: [],
  } as const;
}

function change(seq: number, ...alerts: AlertWithPlace[]): Change {
  const changes = alerts.map((alert): LiveChange => ({
    kind: 'alert',
    alert,
    event: {
      alertId: alert.id,
      version: alert.version,
      at: 7,
      type: alert.version === 1 ? 'raise' : 'acknowledge',
      by: 'rules',
      comment: null,
    },
  }));
  return { type: 'change', seq, changes };
}

function incident(id: string, closedAt: number | null = null): LiveIncident {
  return {
    id,
    version: 1,
    cause: { type: 'gateway', id: 'gw' },
    title: { zh: '', en: '' },
    place: { zh: '', en: '' },
    kinds: [],
    path: [],
    severity: 4,
    alertCount: 1,
    openCount: 1,
    unacknowledgedCount: 1,
    deviceCount: 1,
    siteCount: 1,
    openedAt: 0,
    lastAlertAt: 0,
    closedAt,
    mergedInto: null,
  };
}

function hello(screen: number) {
  return { type: 'hello', epoch: 'e', seq: 10, serverTime: 0, heartbeatMs: 5_000, screen } as const;
}

describe('the state of the screen', () => {
  it('follows raises, acknowledgements and closings', () => {
    const state = createLiveState();
    applyMessage(state, snapshot([testAlert({ id: 'a' })]));
    expect(applyMessage(state, change(11, testAlert({ id: 'b' }))).raised).toMatchObject([
      { alert: { id: 'b' }, receivedAt: 7 },
    ]);
    expect(applyMessage(state, change(12, testAlert({ id: 'b', version: 2 }))).raised).toEqual([]);
    applyMessage(state, change(13, testAlert({ id: 'a', version: 2, closedAt: 5 })));
    expect([...state.alerts.values()].map(({ id, version }) => [id, version])).toEqual([['b', 2]]);
    expect(state.seq).toBe(13);
  });

  it('follows cases until they end', () => {
    const state = createLiveState();
    const one = { id: 'c1', version: 2, closedAt: null } as CaseWithPlace;
    applyMessage(state, { ...snapshot([]), cases: [one] });
    const tell = (seq: number, next: CaseWithPlace): boolean =>
      applyMessage(state, {
        type: 'change',
        seq,
        changes: [{ kind: 'case', case: next, event: {} as CaseEvent }],
      }).cases;
    // An action's answer was quicker than the feed.
    expect(tell(11, one)).toBe(false);
    expect(tell(12, { ...one, version: 3 })).toBe(true);
    expect(state.cases.get('c1')?.version).toBe(3);
    expect(tell(13, { ...one, version: 4, closedAt: 5 })).toBe(true);
    expect(state.cases.size).toBe(0);
  });

  it('follows plans in motion until they end, and forgets those that a snapshot lacks', () => {
    const state = createLiveState();
    const run = { id: 'r1', version: 2, endedAt: null } as PlanRunWithPlace;
    applyMessage(state, { ...snapshot([]), plans: [run] });
    const tell = (seq: number, next: PlanRunWithPlace): boolean =>
      applyMessage(state, { type: 'change', seq, changes: [{ kind: 'plan', run: next }] }).plans;
    expect(tell(11, run)).toBe(false);
    expect(tell(12, { ...run, version: 5 })).toBe(true);
    expect(tell(13, { ...run, version: 4 })).toBe(false);
    expect(state.plans.get('r1')?.version).toBe(5);
    expect(tell(14, { ...run, version: 6, endedAt: 5 })).toBe(true);
    expect(state.plans.size).toBe(0);
    tell(15, { ...run, id: 'r2' });
    expect(applyMessage(state, snapshot([], 20)).plans).toBe(true);
    expect(state.plans.size).toBe(0);
  });

  it('takes a change twice as once', () => {
    const state = createLiveState();
    applyMessage(state, snapshot([]));
    const message = change(11, testAlert({ id: 'a' }));
    applyMessage(state, message);
    expect(applyMessage(state, message)).toMatchObject({ alerts: false, alertChanges: 0, raised: [] });
    // An action's answer was quicker than the feed.
    expect(applyMessage(state, change(12, testAlert({ id: 'a' })))).toMatchObject({ alertChanges: 0 });
  });

  it('notices that a change is missing, and changes nothing', () => {
    const state = createLiveState();
    applyMessage(state, snapshot([]));
    expect(applyMessage(state, change(12, testAlert({ id: 'a' }))).broken).toBe(true);
    expect(state.alerts.size).toBe(0);
    expect(state.seq).toBe(10);
  });

  it('follows incidents, and the alerts that turn out to be part of another one', () => {
    const state = createLiveState();
    const alerts = [testAlert({ id: 'a', incidentId: 'i' }), testAlert({ id: 'b', incidentId: 'i' })];
    applyMessage(state, { ...snapshot(alerts), incidents: [incident('i')] });
    const moved: Change = {
      type: 'change',
      seq: 11,
      changes: [
        { kind: 'incident', incident: incident('j'), moved: ['a', 'gone'] },
        { kind: 'incident', incident: incident('i', 5), moved: [] },
        { kind: 'floods', meters: [] },
      ],
    };
    expect(applyMessage(state, moved)).toMatchObject({
      alerts: true,
      incidents: true,
      floods: true,
      alertChanges: 0,
    });
    expect([...state.incidents.keys()]).toEqual(['j']);
    expect([...state.alerts.values()].map(({ id, incidentId }) => [id, incidentId])).toEqual([
      ['a', 'j'],
      ['b', 'i'],
    ]);
  });

  it('knows what other screens have open, until the line is new', () => {
    const state = createLiveState();
    applyMessage(state, hello(2));
    applyMessage(state, snapshot([]));
    const views = [
      { screen: 1, subject: 'alert:a', name: 'Wang' },
      { screen: 2, subject: 'alert:a', name: 'Li' },
    ];
    const told: Change = { type: 'change', seq: 11, changes: [{ kind: 'presence', views }] };
    expect(applyMessage(state, told)).toMatchObject({ views: true, alertChanges: 0 });
    expect(state.views).toEqual([views[0]]);
    expect(applyMessage(state, hello(3)).views).toBe(true);
    expect(state.views).toEqual([]);
  });

  it('counts what a new snapshot changed', () => {
    const state = createLiveState();
    applyMessage(state, snapshot([testAlert({ id: 'a' }), testAlert({ id: 'b' }), testAlert({ id: 'c' })]));
    const after = [testAlert({ id: 'a' }), testAlert({ id: 'b', version: 2 }), testAlert({ id: 'd' })];
    expect(applyMessage(state, snapshot(after, 99)).alertChanges).toBe(3);
    expect([...state.alerts.keys()]).toEqual(['a', 'b', 'd']);
  });
});
