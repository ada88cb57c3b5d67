import type {
  AlertMatch,
  DeskSettings,
  RecipientRole,
  Route,
  SuppressionRule,
} from '../domain/desk-settings.ts';

const minute_s = 60;
const hour_s = 3_600;

/** A match that asks nothing. */
const anything: AlertMatch = {
  areas: [],
  sites: [],
  kinds: [],
  severities: [],
  rules: [],
  isForecast: null,
  hours: null,
};

interface RouteWish {
  readonly tell?: readonly RecipientRole[];
  readonly escalation?: string;
  readonly routes?: readonly Route[];
}

/** The recipients are those of a role nearest to the alert. */
function route(
  id: string,
  match: Partial<AlertMatch>,
  { tell = [], escalation, routes = [] }: RouteWish,
): Route {
  return {
    id,
    match: { ...anything, ...match },
    tell: tell.map((nearest) => ({ nearest })),
    escalation: escalation ?? null,
    goOn: false,
    routes,
  };
}

function mutes(
  id: string,
  by: SuppressionRule['by'],
  rules: Readonly<Record<string, readonly string[]>>,
): SuppressionRule {
  return {
    id,
    cause: { rules: Object.keys(rules) },
    muted: { rules: Object.values(rules).flat() },
    by,
  };
}

const ofFire: readonly RecipientRole[] = ['operationsCentre', 'propertyCompany', 'neighbourhoodCommittee'];
const ofFlood: readonly RecipientRole[] = ['operationsCentre', 'neighbourhoodCommittee', 'gridWorker'];

/**
 * How the desk is run until somebody says otherwise, and what a settings file leaves out; the same as
 * `defaults/desk.yaml`, where the reasons stand. One seat that watches everything, nobody to be told but the
 * screens. Times for entrapment are those of a city's draft (answer 30 s, dispatch 5 min, on site 15 min);
 * flood and chattering are ISA-18.2's figures; the rest is our choice.
 */
export const defaultDeskSettings: DeskSettings = {
  timeZone: 'Asia/Shanghai',
  seats: [{ id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' }, areas: [], kinds: [] }],
  channels: [],
  recipients: [],
  shifts: [],
  duties: [],
  routes: [
    route(
      'fire',
      { kinds: ['smoke'], severities: [1, 2] },
      {
        tell: ofFire,
        escalation: 'critical',
        routes: [route('smoke', { severities: [2] }, { escalation: 'major' })],
      },
    ),
    route(
      'electrical-fire',
      { kinds: ['electrical'], severities: [1] },
      { tell: ofFire, escalation: 'critical' },
    ),
    route(
      'entrapment',
      { kinds: ['elevator'], severities: [1] },
      {
        tell: ['operationsCentre', 'propertyCompany', 'maintenanceContractor'],
        escalation: 'critical',
      },
    ),
    route(
      'flood',
      { kinds: ['water'], severities: [1, 2] },
      {
        tell: ofFlood,
        escalation: 'critical',
        routes: [route('ponding', { severities: [2] }, { escalation: 'major' })],
      },
    ),
    route('critical', { severities: [1] }, { tell: ['operationsCentre'], escalation: 'critical' }),
    route(
      'electrical',
      { kinds: ['electrical'], severities: [2] },
      {
        tell: ['operationsCentre', 'propertyCompany'],
        escalation: 'major',
      },
    ),
    route(
      'elevator',
      { kinds: ['elevator'], severities: [2] },
      {
        tell: ['propertyCompany', 'maintenanceContractor'],
        escalation: 'major',
      },
    ),
    route('major', { severities: [2] }, { tell: ['operationsCentre'], escalation: 'major' }),
    route(
      'early-warning',
      { isForecast: true, severities: [3] },
      { tell: ['operationsCentre', 'gridWorker'] },
    ),
    route(
      'maintenance',
      { severities: [3, 4] },
      {
        tell: ['maintenanceContractor'],
        routes: [route('maintenance-soon', { severities: [3] }, { escalation: 'minor' })],
      },
    ),
  ],
  escalations: [
    {
      id: 'critical',
      steps: [
        { after_s: 30, tell: [], again: true, whistle: false },
        { after_s: minute_s, tell: [{ onDuty: 'shiftLeader' }], again: false, whistle: false },
        { after_s: 3 * minute_s, tell: [{ levelAbove: true }], again: false, whistle: true },
      ],
    },
    {
      id: 'major',
      steps: [
        { after_s: 5 * minute_s, tell: [], again: true, whistle: false },
        { after_s: 10 * minute_s, tell: [{ onDuty: 'shiftLeader' }], again: false, whistle: false },
        { after_s: 30 * minute_s, tell: [{ levelAbove: true }], again: false, whistle: true },
      ],
    },
    {
      id: 'minor',
      steps: [
        { after_s: 4 * hour_s, tell: [], again: true, whistle: false },
        { after_s: 8 * hour_s, tell: [{ onDuty: 'shiftLeader' }], again: false, whistle: false },
      ],
    },
  ],
  alarms: {
    reAlarmAfter_s: { 1: 10 * minute_s, 2: 30 * minute_s, 3: 2 * hour_s, 4: null },
    shelving_s_max: {
      1: { operator: 0, leader: hour_s },
      2: { operator: hour_s, leader: 8 * hour_s },
      3: { operator: 8 * hour_s, leader: 24 * hour_s },
      4: { operator: 24 * hour_s, leader: 7 * 24 * hour_s },
    },
    chattering: { activations: 3, within_s: minute_s },
    flood: { alerts: 10, within_s: 10 * minute_s },
    incidentJoin_s: 30 * minute_s,
    commonCause: { devices: 3, within_s: 2 * minute_s },
    suppressions: [
      mutes('mains-lost', 'feeder', {
        'elevator-mains-lost': ['elevator-offline', 'smoke-offline', 'electrical-offline', 'water-offline'],
      }),
      mutes('board-silent', 'feeder', {
        'electrical-offline': ['elevator-offline', 'smoke-offline', 'water-offline'],
      }),
      mutes('lift-without-mains', 'device', {
        'elevator-mains-lost': ['elevator-offline', 'elevator-fault'],
      }),
      mutes('lift-inspection', 'device', {
        'elevator-inspection': [
          'elevator-fault',
          'elevator-door-failing',
          'elevator-levelling',
          'elevator-vibration',
        ],
      }),
      mutes('detector-test', 'device', { 'smoke-test': ['smoke-early', 'smoke-drift', 'smoke-tamper'] }),
      mutes('leak-known', 'device', {
        'electrical-residual-current': ['electrical-leakage-unusual', 'electrical-leakage-drift'],
      }),
      mutes('hot-cable-known', 'device', {
        'electrical-cable-fire': [
          'electrical-cable-temperature',
          'electrical-conductor-hot',
          'electrical-load-high',
        ],
      }),
      mutes('ponding-known', 'device', { 'water-depth': ['water-rise'] }),
      mutes('gauge-broken', 'device', { 'water-fault': ['water-stuck', 'water-jump'] }),
    ],
  },
  cases: {
    deadlines_s: {
      1: { reported: 30, accepted: 5 * minute_s, dispatched: 2 * minute_s, taken: 15 * minute_s },
      2: { reported: 5 * minute_s, accepted: 15 * minute_s, dispatched: 10 * minute_s, taken: hour_s },
      3: { reported: 30 * minute_s, accepted: hour_s, dispatched: hour_s, taken: 24 * hour_s },
      4: { reported: 8 * hour_s, accepted: 24 * hour_s, dispatched: 24 * hour_s, taken: 7 * 24 * hour_s },
    },
    whistleAfter_s: 10 * minute_s,
    level: 'street',
    sameEvent: { distance_m: 50, within_s: 30 * minute_s },
    trackRetention_days: 30,
  },
};
