import type { Alert } from '../../domain/alert.ts';
import type { Case } from '../../domain/case.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { Incident, IncidentMember } from '../../domain/incident.ts';
import type { PlanRun } from '../../domain/plan.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { DashboardOptions } from './dependencies.ts';
import type { OidcSettings } from './oidc/oidc-settings.ts';
import { sampleIncident } from './test-incidents.ts';
import { noCases } from './test-no-cases.ts';
import { noPlans } from './test-plans.ts';
import { memoryDeliveries, memoryRouting } from './test-routing.ts';
import { sampleSheet } from './test-figures.ts';
import { silentTelling } from './test-telling.ts';
import { sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

const absentProvider: OidcSettings = {
  issuer: 'http://127.0.0.1:9',
  clientId: 'x',
  clientSecret: 'x',
  label: { zh: 'x', en: 'x' },
  scope: 'openid',
  roleClaim: 'roles',
  roles: [],
  areasClaim: null,
};

/** In every name and id of what lies in the foreign area, and in nothing else. */
export const marker = 'elsewhere7';
export const ownArea = 'c-own';
export const foreignArea = `c-${marker}`;

function pathOf(who: string): readonly PlaceId[] {
  return [`site:${who}-site`, `community:c-${who}`, 'district:d'];
}

/** One of each thing in two communities of a district: `own-…`, and the same with the marker. */
export async function startTwoAreas(changes: Partial<DashboardOptions> = {}): Promise<TestDashboard> {
  const whose = ['own', marker] as const;
  const alerts = whose.map((who) => alertOf(who));
  const cases = whose.map((who) => caseOf(who, pathOf(who)));
  const runs = whose.map((who) => runOf(who, pathOf(who)));
  const deliveries = whose.map((who) => deliveryOf(who, pathOf(who)));
  const handovers = whose.map((who) => ({
    id: `${who}-handover`,
    version: 1,
    givenBy: `${who}-leader`,
    givenTo: 'x',
    givenAt: 1,
    remarks: who,
    takenBy: null,
    takenAt: null,
    takenRemarks: '',
    sheet: { ...sampleSheet(Date.now()), areas: [`c-${who}`] },
  }));
  const test = await startTestDashboard({
    // So that its routes are there; nobody answers.
    publicUrl: 'http://127.0.0.1',
    oidc: absentProvider,
    cases: {
      ...noCases(),
      open: () => cases,
      find: async (id) => cases.find((one) => one.id === id) ?? null,
      search: async () => ({ cases, nextCursor: null }),
    },
    plans: {
      ...noPlans(),
      running: () => runs,
      act: async () => ({ outcome: 'refused', reason: null, run: null }),
      runs: async () => runs,
      map: async (id) => {
        const run = runs.find((one) => one.id === id);
        const none = { onDuty: [], calls: [], resources: [], places: [], missingPlaces: [], tasks: [] };
        return run === undefined ? null : { run, events: [], position: null, ...none, madeAt: 0 };
      },
      fitting: ({ id }) => {
        const run = runs.find((one) => id.startsWith(one.id.split('-')[0]!));
        return run === undefined ? null : { situation: run.situation, plans: [run.plan] };
      },
    },
    ...memoryRouting(),
    deliveries: memoryDeliveries(deliveries),
    ...silentTelling,
    confirmations: {
      ...silentTelling.confirmations,
      find: (id) => deliveries.find((one) => one.id === id) ?? null,
    },
    warnings: {
      feed: (_base, isSeen) =>
        alerts
          .filter((alert) => isSeen(alert))
          .map(({ id }) => id)
          .join(' '),
      message: (id) => `<alert>${id}</alert>`,
      isToken: () => false,
    },
    handovers: {
      sheet: (now, part) => ({
        ...sampleSheet(now),
        missing: alerts
          .filter((alert) => part?.seesAlert(alert) ?? true)
          .map(({ id }) => ({ zh: id, en: id })),
      }),
      act: async () => ({ outcome: 'unknown', reason: null, handover: null }),
      find: async (id) => handovers.find((one) => one.id === id) ?? null,
      list: async () => handovers,
      print: (sheet) => ({ html: sheet.missing.map(({ en }) => en).join(), policy: '' }),
    },
    ...changes,
    limits: { requestsPerMinuteMax: 1_000_000, ...changes.limits },
  });
  const { fleet } = test;
  await fleet.upsertAreas([
    { code: 'd', level: 'district', parentCode: null, nameZh: 'd', nameEn: 'd' },
    ...whose.map((who) => {
      return { code: `c-${who}`, level: 'community', parentCode: 'd', nameZh: who, nameEn: who } as const;
    }),
  ]);
  await fleet.upsertSites(
    whose.map((who) => ({
      id: `${who}-site`,
      areaCode: `c-${who}`,
      nameZh: who,
      nameEn: who,
      longitude_deg: 121,
      latitude_deg: 31,
    })),
  );
  for (const who of whose) fleet.add({ id: `${who}-device`, kind: 'smoke', siteId: `${who}-site` });
  fleet.add({ id: `nowhere-${marker}`, kind: 'smoke' });
  for (const alert of alerts) test.alerts.put(alert);
  await test.alerts.serve({ ...service, deviceId: 'own-device' });
  await test.alerts.serve({ ...service, deviceId: `${marker}-device` });
  for (const alert of alerts) {
    test.incidents.put(incidentOf(alert.id.split('-')[0]!, [alert], pathOf(alert.id.split('-')[0]!)), [
      alert,
    ]);
  }
  for (const who of whose) {
    const part = { areas: [`c-${who}`], seesDevice: () => true, seesAlert: () => true };
    const made = { kind: 'period', from: 0, to: 1, language: 'zh', by: `${who}-leader`, at: 1 } as const;
    await test.reports.make({ ...made, part: { ...part, seesPath: () => true, pathOf } });
  }
  return test;
}

const service = {
  action: 'takeOut',
  workOrder: '1',
  reason: '',
  until: null,
  by: 'x',
  role: 'operator',
  seat: null,
  at: 1,
  idempotencyKey: '1',
} as const;

export function alertOf(who: string): Alert {
  const deviceId = `${who}-device`;
  return sampleAlert({
    id: `${who}-alert`,
    deviceId,
    scope: { type: 'device', id: deviceId },
    title: { zh: who, en: who },
  });
}

function incidentOf(who: string, alerts: readonly Alert[], path: readonly PlaceId[]): Incident {
  const members = alerts.map(({ id, deviceId, ruleId, severity, raisedAt }): IncidentMember => {
    return { alertId: id, deviceId, ruleId, severity, raisedAt };
  });
  const title = { zh: who, en: who };
  return sampleIncident({
    id: `${who}-incident`,
    cause: { type: 'place', id: path[0]! },
    title,
    path,
    members,
  });
}

function caseOf(who: string, path: readonly PlaceId[]): Case {
  return {
    id: `${who}-case`,
    number: who,
    version: 1,
    decidedVersion: 1,
    source: 'staff',
    category: null,
    title: who,
    description: who,
    severity: 2,
    step: 'dispatched',
    alertIds: [`${who}-alert`],
    incidentId: null,
    deviceId: null,
    path,
    position: null,
    pictureUrl: null,
    confidence: null,
    reportCount: 1,
    lastReportedAt: 1,
    occurredAt: null,
    level: null,
    whistledAt: null,
    whistleAt: null,
    assignee: `${who}-worker`,
    handledBy: null,
    handlers: [],
    checkedBy: null,
    finding: null,
    result: null,
    hold: null,
    extensionAsked: null,
    dueAt: null,
    overdueSince: null,
    overdueCount: 0,
    reportedAt: 1,
    reportedBy: 'x',
    reachedAt: {},
    closedAt: null,
    closedBy: null,
  };
}

function runOf(who: string, path: readonly PlaceId[]): PlanRun {
  const words = { zh: who, en: who };
  return {
    id: `${who}-run`,
    version: 1,
    plan: {
      id: `${who}-plan`,
      title: words,
      summary: words,
      match: { kinds: [], severities: [], areas: [] },
      steps: [],
      calls: [],
      resources: [],
      places: [],
    },
    setId: 's',
    situation: {
      subject: { type: 'alert', id: `${who}-alert` },
      title: words,
      severity: 1,
      kinds: ['smoke'],
      path,
      deviceId: null,
      position: null,
    },
    steps: [],
    startedAt: 1,
    startedBy: 'x',
    endedAt: null,
    endedBy: null,
  };
}

function deliveryOf(who: string, path: readonly PlaceId[]): Delivery {
  const words = { zh: who, en: who };
  return {
    id: `${who}-delivery`,
    version: 1,
    recipientId: who,
    recipientName: words,
    language: 'zh',
    routes: [],
    isUrgent: true,
    content: {
      subject: { type: 'alert', id: `${who}-alert` },
      reason: 'raised',
      severity: 1,
      title: words,
      advice: words,
      place: words,
      path,
      deviceId: `${who}-device`,
      eventTime: 1,
      measured: words,
      forecast: null,
      alertCount: 0,
      comment: null,
    },
    state: 'sent',
    routeIndex: 0,
    attempts: 1,
    nextAttemptAt: 1,
    createdAt: 1,
    sentAt: 1,
    confirmedAt: null,
    confirmedBy: null,
    lastError: null,
  };
}
