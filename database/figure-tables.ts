import type { ColumnType } from 'kysely';
import type { Muting } from '../domain/activation.ts';
import type { AlertScope, Finding, ForecastOutcome } from '../domain/alert.ts';
import type { Handover } from '../domain/handover.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { ReportContent, ReportKind } from '../domain/report.ts';
import type { Severity } from '../domain/severity.ts';
import type { Language } from '../domain/text.ts';
import type { Json } from './column-types.ts';

/** Each time that an alert's condition became active: see `Activation`. */
export interface AlertActivationsTable {
  alert_id: string;
  number: number;
  version: number;
  rule_id: string;
  scope_type: AlertScope['type'];
  scope_id: string;
  device_id: string;
  kind: SensorKind;
  severity: Severity;
  on_delay_s: number;
  path: readonly PlaceId[];
  seats: readonly string[];
  began_at: Date;
  announced_at: Date | null;
  /** When it was announced; where it never was, when it began. Kept by the database. */
  counted_at: ColumnType<Date, never, never>;
  muted_by: Muting | null;
  ended_at: Date | null;
  left_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_seat: string | null;
  is_chatter_start: boolean;
  finding: Finding | null;
  is_forecast: boolean;
  forecast_result: ForecastOutcome['result'] | null;
  lead_s: number | null;
}

/** Shifts as they were signed over. */
export interface HandoversTable {
  id: string;
  version: number;
  shift_id: string | null;
  shift_from: Date;
  shift_to: Date;
  given_by: string;
  given_to: string;
  given_at: Date;
  taken_by: string | null;
  taken_at: Date | null;
  content: Json<Handover>;
}

/** Reports as they were made: their figures, not their looks. */
export interface ReportsTable {
  id: string;
  kind: ReportKind;
  from_time: Date;
  to_time: Date;
  language: Language;
  made_at: Date;
  made_by: string;
  /** The period of a report made by the clock, which makes one only; null where somebody asked for it. */
  scheduled_for: string | null;
  /** The areas that it is about; none: everywhere. */
  areas: ColumnType<string[], string[] | undefined, string[]>;
  content: Json<ReportContent>;
}
