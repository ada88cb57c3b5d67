import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../../database/schema.ts';
import type { ActionOutcome, AlertPage, AlertQuery, ServiceOutcome } from '../../domain/alert-desk.ts';
import type { Alert, AlertEvent, ServiceAction, ServiceMark, StaffAction } from '../../domain/alert.ts';
import type { CanaryBeat } from '../../domain/canary.ts';
import type { Area, Site } from '../../domain/area.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { Seat } from '../../domain/desk-settings.ts';
import type { CaseDeadline, CaseOutcome, CasePage, CaseQuery, TrackQuery } from '../../domain/case-desk.ts';
import type { Case, CaseAction, CaseEvent, TrackPoint } from '../../domain/case.ts';
import type { DeviceFacts } from '../../domain/device-facts.ts';
import type {
  FloodMeter,
  Incident,
  IncidentMove,
  IncidentPage,
  IncidentQuery,
} from '../../domain/incident.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { SystemView } from '../../domain/system.ts';
import type { TwoPersonAct } from '../../domain/two-person-acts.ts';
import type {
  DeviceLimit,
  ForecastScore,
  RuleFault,
  RuleFile,
  RuleSetView,
  RuleView,
  SwitchOutcome,
  SwitchRequest,
  TrialRequest,
  TrialView,
} from '../../domain/rule-set.ts';
import type { DashboardDeliveries, DashboardSettings } from './routing-dependencies.ts';
import type { DashboardFigures, DashboardHandovers, DashboardReports } from './figure-dependencies.ts';
import type { DashboardLimits } from './limits.ts';
import type { OidcSettings } from './oidc/oidc-settings.ts';
import type { DashboardPlans } from './plan-dependencies.ts';

/** What the dashboard needs of the database. */
export interface DashboardDatabase {
  readonly kysely: Kysely<Schema>;
  isAvailable(): boolean;
  whenReady(): Promise<void>;
  onAvailable(listener: () => void): void;
  persist<T>(name: string, operation: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export interface FleetDevice extends DeviceFacts {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
  readonly enrolled: boolean;
  readonly disabled: boolean;
  readonly createdAt: number;
}

/** A key by which unknown devices enrol, within its limits. */
export interface FleetEnrolmentKey {
  readonly id: string;
  readonly name: string;
  readonly kind: SensorKind | null;
  readonly siteId: string | null;
  readonly devicesMax: number | null;
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly revoked: 'no' | 'enrolment' | 'all';
  readonly devices: number;
  readonly state: 'open' | 'full' | 'expired' | 'revoked';
}

/** What the dashboard needs of the fleet. */
export interface DashboardFleet {
  authenticate(deviceId: string, password: Uint8Array): 'device' | 'enrolment' | 'refused';
  /** The enrolment key that these words are; null: that of the settings. */
  enrolmentKeyOf(password: Uint8Array): string | null;
  /** False: the key takes no more devices, or none of this kind. */
  enrol(deviceId: string, kind: SensorKind, keyId?: string | null): boolean;
  enrolmentKeys(): readonly FleetEnrolmentKey[];
  /** Its words are told once. */
  createEnrolmentKey(
    input: Pick<FleetEnrolmentKey, 'name' | 'kind' | 'siteId' | 'devicesMax' | 'expiresAt' | 'createdBy'>,
  ): Promise<{ key: FleetEnrolmentKey; words: string }>;
  revokeEnrolmentKey(id: string, devices: 'keep' | 'cut'): Promise<void>;
  device(id: string): FleetDevice | undefined;
  devices(): readonly FleetDevice[];
  site(id: string): Site | undefined;
  sites(): readonly Site[];
  areas(): readonly Area[];
  createDevice(
    input: {
      id: string;
      kind: SensorKind;
      siteId?: string | null;
      name?: string | null;
    } & Partial<DeviceFacts>,
  ): Promise<{ device: FleetDevice; secret: string }>;
  /** Another secret, told once; the former one counts for `grace_ms` more, with 0 it is cut at once. */
  changeSecret(
    id: string,
    options: { readonly grace_ms: number },
  ): Promise<{ readonly secret: string; readonly formerUntil: number | null }>;
  /**
   * Adds devices and changes those that are there, in what is given: all or nothing. Each new one's secret is told
   * once.
   */
  importDevices(
    devices: readonly ({
      id: string;
      kind: SensorKind;
      siteId?: string | null;
      name?: string | null;
    } & Partial<DeviceFacts>)[],
  ): Promise<{
    readonly created: readonly { readonly id: string; readonly secret: string }[];
    readonly changed: number;
  }>;
  /** All or nothing; a boundary that is left out stays. */
  upsertAreas(areas: readonly Area[]): Promise<void>;
  upsertSites(sites: readonly Site[]): Promise<void>;
  /** What is left out stays. */
  changeDevice(
    id: string,
    change: { siteId?: string | null; name?: string | null; disabled?: boolean } & Partial<DeviceFacts>,
  ): Promise<void>;
  onChange(listener: () => void): void;
}

/** What the dashboard needs of the alerts. */
export interface DashboardAlerts {
  open(): readonly Alert[];
  /** However old; null when there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Alert | null>;
  act(action: StaffAction): Promise<ActionOutcome>;
  /** Takes a device out of service, or puts it back. */
  serve(action: ServiceAction): Promise<ServiceOutcome>;
  outOfService(): readonly ServiceMark[];
  history(id: string): Promise<readonly AlertEvent[]>;
  search(query: AlertQuery): Promise<AlertPage>;
  /** How the forecasts made in a period turned out, by rule; null while the database is away. */
  forecastScores(query: {
    readonly ruleId?: string;
    readonly from: number;
    readonly to: number;
  }): Promise<readonly ForecastScore[] | null>;
}

/** What the dashboard needs of the incidents. */
export interface DashboardIncidents {
  /** Newest first. */
  open(): readonly Incident[];
  /** The incident that an alert is part of; null where memory does not know. */
  of(alertId: string): Incident | null;
  /** The same of alerts however old, by alert; without what nobody knows, as while the database is away. */
  idsOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** However old; null when there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Incident | null>;
  search(query: IncidentQuery): Promise<IncidentPage>;
  /** The alerts of an incident, first up first, and those that moved on to another one. */
  alertsOf(
    id: string,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly moved: readonly IncidentMove[] }>;
  /** How flooded each seat is. */
  floods(): readonly FloodMeter[];
}

/** What the dashboard needs of the cases. */
export interface DashboardCases {
  open(): readonly Case[];
  /** However old; null when there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Case | null>;
  history(id: string): Promise<readonly CaseEvent[]>;
  search(query: CaseQuery): Promise<CasePage>;
  act(action: CaseAction): Promise<CaseOutcome>;
  deadlines(of: Case): readonly CaseDeadline[];
  /** Resolves when the positions are on disk. */
  track(points: readonly TrackPoint[]): Promise<void>;
  /** At most `trackPointsMax`, oldest first; null while the database is away. */
  readTrack(query: TrackQuery): Promise<readonly TrackPoint[] | null>;
  readonly trackPointsMax: number;
}

/** What the dashboard needs of the rules. */
export interface DashboardRules {
  list(): readonly RuleView[];
  /** The plain limits that a device meets at its place. */
  limitsOf(device: Pick<FleetDevice, 'id' | 'kind'>): readonly DeviceLimit[];
  /** The files in force. */
  files(): readonly RuleFile[];
  /** Changes whenever another set comes into force. */
  setId(): string;
  /** The format of a rule file: a JSON schema with a description for each key. */
  schema(): unknown;
  /** Every fault of a whole set; empty when it can be switched on. */
  check(files: readonly RuleFile[]): readonly RuleFault[];
  /** Begins to work out what would have been; `refused` says why it does not. */
  startTrial(request: TrialRequest): { readonly id: string } | { readonly refused: string };
  /** Null when there is none, or it has been forgotten. */
  trial(id: string): TrialView | null;
  switchOn(request: SwitchRequest): Promise<SwitchOutcome>;
  /** Newest first. Throws while the database is away. */
  history(limit: number): Promise<readonly RuleSetView[]>;
}

/** What the dashboard needs of the deliveries: that those who were told say so. */
export interface DashboardConfirmations {
  /** One that waits, or was sent or ended lately. */
  find(deliveryId: string): Delivery | null;
  /** The delivery that a link's token is for; null when nobody of ours made it. */
  idOfToken(token: string): string | null;
  /** Resolves when it is on disk. `by` is the recipient, or the member of staff. */
  confirm(deliveryId: string, by: string): Promise<void>;
  /** IANA name: times of day in it. */
  timeZone(): string;
}

/** What the dashboard needs of the warnings to other systems, CAP 1.2. */
export interface DashboardWarnings {
  /** An Atom feed of what is open and seen. `base` is our own address. */
  feed(base: string, isSeen: (alert: Pick<Alert, 'scope' | 'deviceId'>) => boolean): string;
  /** The latest message about an alert; null when there is none. */
  message(alertId: string): string | null;
  /** Whether it is the token by which other systems read them. */
  isToken(token: string): boolean;
}

/** A stretch of a metric, from `from` to `to`, in at most about `points` points. Times in ms. */
export interface SeriesQuery {
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly metric: string;
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

export interface Series {
  readonly resolution: 'raw' | '1m' | '1h';
  readonly points: readonly {
    readonly time: number;
    readonly min: number | null;
    readonly avg: number | null;
    readonly max: number | null;
  }[];
}

export interface InboundTelemetry {
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly payload: Buffer;
  readonly receivedAt: number;
}

/** How a part of the service is: `detail` is for people who repair it. */
export interface PartState {
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The service's own screen, and what it has proven. */
export interface DashboardCanary {
  /** Whether an Authorization header is that of the service's own screen. */
  isOwn(authorization: string | undefined): boolean;
  /** For the screens. */
  beat(): CanaryBeat;
}

export interface DashboardOptions {
  readonly host: string;
  readonly port: number;
  /** Where staff reach it from outside, such as `https://centre.example`; null: as they ask. */
  readonly publicUrl: string | null;
  /** What time it is, ms since 1970: by whose clock acts and sessions count. */
  readonly now?: () => number;
  /** Addresses and ranges of proxies in front of it, whose word about whom they ask for counts. */
  readonly trustedProxies?: readonly string[];
  /** For the session key and the accounts' copy; made when missing. */
  readonly directory: string;
  /** Of the first administrator; null: generated. */
  readonly adminPassword: string | null;
  /** Where staff may log in beside here; needs `publicUrl`. */
  readonly oidc?: OidcSettings | null;
  readonly log: Logger;
  readonly database: DashboardDatabase;
  readonly fleet: DashboardFleet;
  readonly alerts: DashboardAlerts;
  readonly incidents: DashboardIncidents;
  readonly cases: DashboardCases;
  readonly plans: DashboardPlans;
  readonly rules: DashboardRules;
  /** The desks of the command centre, as the settings in force have them. */
  readonly seats: () => readonly Seat[];
  readonly figures: DashboardFigures;
  readonly confirmations: DashboardConfirmations;
  readonly warnings: DashboardWarnings;
  readonly handovers: DashboardHandovers;
  readonly settings: DashboardSettings;
  readonly deliveries: DashboardDeliveries;
  readonly reports: DashboardReports;
  readonly readSeries: (query: SeriesQuery) => Promise<Series>;
  /** Journals a telemetry message; `settled` is told whether it is on disk. */
  readonly acceptTelemetry: (message: InboundTelemetry, settled: (error: Error | null) => void) => void;
  readonly parts: () => Record<string, PartState>;
  /** How the service is in all its parts, for those who look after it. */
  readonly system: () => Promise<SystemView>;
  /** In Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  /** By which other machines read them; without one, only this machine and staff who may inspect. */
  readonly metricsToken?: string | undefined;
  /** Acts that take effect only when a second person agrees; missing: none. */
  readonly twoPersonActs?: readonly TwoPersonAct[];
  /** Null: the way of alarms is not tried. */
  readonly canary: DashboardCanary | null;
  /** Told how long a change waited until it was on the sockets, ms. */
  readonly measured?: (delay_ms: number) => void;
  readonly version: string;
  /** Where the built web part lies; for tests. */
  readonly webDirectory?: string;
  /** For tests, which cannot wait for seconds or fill megabytes. */
  readonly limits?: Partial<DashboardLimits>;
}
