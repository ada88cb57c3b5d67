import type { ColumnType, Generated } from 'kysely';
import type {
  AlertEvidence,
  AlertScope,
  ConditionState,
  Finding,
  Forecast,
  ForecastOutcome,
  LatchState,
  OperatorState,
  Suppression,
  SuppressionState,
} from '../domain/alert.ts';
import type { AreaLevel } from '../domain/area.ts';
import type { Boundary } from '../domain/boundary.ts';
import type { Case, CaseCategory, CaseSource, CaseStep } from '../domain/case.ts';
import type { IncidentCause, IncidentMember } from '../domain/incident.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { RuleFile } from '../domain/rule-set.ts';
import type { Severity } from '../domain/severity.ts';
import type { Language, Text } from '../domain/text.ts';
import type { BigInteger, BigIntegerOrNull, CreatedAt, Json } from './column-types.ts';
import type { DevicesTable } from './device-table.ts';
import type { EnrolmentKeysTable } from './enrolment-key-table.ts';
import type { AuditTable } from './audit-table.ts';
import type { AlertActivationsTable, HandoversTable, ReportsTable } from './figure-tables.ts';
import type { InstallationTable } from './installation-table.ts';
import type { DeliveriesTable, DeskSettingsTable } from './routing-tables.ts';
import type { PlanTables } from './plan-tables.ts';

/**
 * `readings_<kind>`: one row per message, a column per metric of the kind beside these (see
 * `reading-columns.ts`). Times are `timestamptz`, read as `Date`.
 */
export interface ReadingsTable {
  time: Date;
  device_id: string;
  /** Tells two readings of one instant apart; the same for a re-sent one. */
  fingerprint: BigInteger;
  seq: BigIntegerOrNull;
  received_at: Date;
  /** `ReadingFlag` bits. */
  flags: number;
  extra: Json<Readonly<Record<string, unknown>> | null>;
}

/** `readings_<kind>_1m` and `_1h`: per device and bucket; `<metric>_min`, `_avg`, `_max` beside these. */
export interface RollupTable {
  /** Start of the bucket. */
  bucket: Date;
  device_id: string;
  /** Messages in the bucket. */
  samples: BigInteger;
}

export interface AreasTable {
  code: string;
  level: AreaLevel;
  parent_code: string | null;
  name_zh: string;
  name_en: string;
  /** GeoJSON geometry, WGS 84. */
  shape: Json<Boundary | null>;
}

export interface SitesTable {
  id: string;
  area_code: string | null;
  name_zh: string;
  name_en: string;
  longitude_deg: number | null;
  latitude_deg: number | null;
}

export interface AlertsTable {
  id: string;
  version: number;
  rule_id: string;
  rule_version: string;
  scope_type: AlertScope['type'];
  scope_id: string;
  device_id: string;
  kind: SensorKind;
  severity: Severity;
  displayed_severity: Severity;
  condition: ConditionState;
  operator_state: OperatorState;
  latch: LatchState;
  suppression: SuppressionState;
  suppressed: Json<Suppression | null>;
  silenced_at: Date | null;
  silenced_by: string | null;
  /** Null in rows from before it was kept. */
  rang_at: Date | null;
  activations: ColumnType<number, number | undefined, number>;
  is_chattering: ColumnType<boolean, boolean | undefined, boolean>;
  assignee: string | null;
  retrospective: boolean;
  title: Json<Text>;
  advice: Json<Text>;
  evidence: Json<AlertEvidence | null>;
  raised_at: Date;
  event_time: Date;
  received_at: Date;
  returned_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  closed_at: Date | null;
  closed_by: string | null;
  finding: Finding | null;
  forecast: Json<Forecast | null>;
  outcome: Json<ForecastOutcome | null>;
  counterpart_id: string | null;
  /** Where the device stood when it was raised, the nearest place first. */
  path: ColumnType<string[], string[] | undefined, never>;
}

/** How each forecast ended: one row for each time that one was made, though several may be part of one alert. */
export interface ForecastOutcomesTable {
  /** What the rules call it: the same however often it is told. */
  activation_id: string;
  alert_id: string;
  rule_id: string;
  rule_version: string;
  device_id: string;
  kind: SensorKind;
  metric: string;
  threshold: number;
  made_at: Date;
  /** What was promised when it was made. */
  expected_at: Date;
  probability: number;
  result: ForecastOutcome['result'];
  reason: ForecastOutcome['reason'];
  breached_at: Date | null;
  promised_lead_s: number;
  lead_s: number | null;
}

/** The rules that were in force, each set from its record of the journal on. */
export interface RuleSetsTable {
  id: Generated<string>;
  journal_id: string;
  journal_offset: BigInteger;
  at: Date;
  by_whom: string;
  comment: string | null;
  /** `{ name, text }` of every file. */
  files: Json<readonly RuleFile[]>;
}

export interface AlertEventsTable {
  alert_id: string;
  version: number;
  at: Date;
  type: string;
  by_whom: string;
  comment: string | null;
  detail: Json<Readonly<Record<string, unknown>>>;
}

/** See `Incident`. */
export interface IncidentsTable {
  id: string;
  version: number;
  cause_type: IncidentCause['type'];
  cause_id: string;
  title: Json<Text>;
  kinds: SensorKind[];
  path: PlaceId[];
  severity: Severity;
  members: Json<readonly IncidentMember[]>;
  alert_count: number;
  open_count: number;
  unacknowledged_count: number;
  device_count: number;
  site_count: number;
  opened_at: Date;
  last_alert_at: Date;
  closed_at: Date | null;
  merged_into: string | null;
}

/** Which alert is part of which incident, or was until it moved on: the history of both. */
export interface IncidentMembersTable {
  alert_id: string;
  incident_id: string;
  version: number;
  /** First up first, within the incident. */
  up_order: BigInteger;
  joined_at: Date;
  left_at: Date | null;
  moved_to: string | null;
}

/** `content` is the whole case; the other columns are what it is looked for and counted by. */
export interface CasesTable {
  id: string;
  version: number;
  number: string;
  source: CaseSource;
  category: CaseCategory | null;
  severity: Severity;
  step: CaseStep;
  level: AreaLevel | null;
  path: string[];
  alert_ids: string[];
  incident_id: string | null;
  assignee: string | null;
  handled_by: string | null;
  finding: Finding | null;
  report_count: number;
  overdue_since: Date | null;
  overdue_count: number;
  due_at: Date | null;
  reported_at: Date;
  reported_by: string;
  closed_at: Date | null;
  content: Json<Case>;
}

export interface CaseEventsTable {
  case_id: string;
  version: number;
  at: Date;
  type: string;
  by_whom: string;
  comment: string | null;
  detail: Json<Readonly<Record<string, unknown>>>;
}

/** Machines outside that report events. */
export interface EventSourcesTable {
  id: string;
  name: string;
  source: CaseSource;
  secret_salt: Buffer;
  secret_hash: Buffer;
  disabled: ColumnType<boolean, boolean | undefined, boolean>;
  created_at: CreatedAt;
  created_by: string;
}

/** Where grid workers were; personal data, kept for a limited time. */
export interface TracksTable {
  username: string;
  at: Date;
  longitude_deg: number;
  latitude_deg: number;
  accuracy_m: number | null;
}

export interface QuarantineTable {
  id: Generated<string>;
  journal_id: string;
  journal_offset: BigInteger;
  received_at: Date;
  device_id: string | null;
  kind: SensorKind | null;
  topic: string;
  payload: Buffer;
  code: string;
  detail: string;
}

export interface StaffTable {
  username: string;
  name: string;
  password_hash: string;
  role: string;
  language: Language;
  disabled: ColumnType<boolean, boolean | undefined, boolean>;
  created_at: CreatedAt;
  areas: ColumnType<string[], string[] | undefined, string[]>;
  issuer: string | null;
  subject: string | null;
}

export interface ReaderCheckpointsTable {
  journal_id: string;
  reader: string;
  last_offset: BigInteger;
  updated_at: CreatedAt;
}

export interface Schema
  extends
    PlanTables,
    Record<`readings_${SensorKind}`, ReadingsTable>,
    Record<`readings_${SensorKind}_${'1m' | '1h'}`, RollupTable> {
  areas: AreasTable;
  sites: SitesTable;
  devices: DevicesTable;
  enrolment_keys: EnrolmentKeysTable;
  alerts: AlertsTable;
  alert_events: AlertEventsTable;
  forecast_outcomes: ForecastOutcomesTable;
  incidents: IncidentsTable;
  incident_members: IncidentMembersTable;
  alert_activations: AlertActivationsTable;
  handovers: HandoversTable;
  reports: ReportsTable;
  rule_sets: RuleSetsTable;
  deliveries: DeliveriesTable;
  desk_settings: DeskSettingsTable;
  cases: CasesTable;
  case_events: CaseEventsTable;
  event_sources: EventSourcesTable;
  tracks: TracksTable;
  quarantine: QuarantineTable;
  staff: StaffTable;
  audit: AuditTable;
  reader_checkpoints: ReaderCheckpointsTable;
  installation: InstallationTable;
}
