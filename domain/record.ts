import type { AlertChange, ServiceAction, StaffAction } from './alert.ts';
import type { CaseAction, TrackPoint } from './case.ts';
import type { DeliveryOutcome } from './delivery.ts';
import type { HandoverAction } from './handover.ts';
import type { SensorKind } from './kinds.ts';
import type { PlanAction } from './plan.ts';
import type { Reading } from './reading.ts';

/** Something in a message that could not be read; the message goes to quarantine with it. */
export interface Problem {
  /** A stable word for counting, such as `bad-json`. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
}

/**
 * A message from a device, exactly as it came. `readings` and `problems` are a pure function of the
 * other fields (the codec), so only those are stored.
 */
export interface TelemetryRecord {
  readonly type: 'telemetry';
  readonly receivedAt: number;
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly payload: Uint8Array;
  /** Empty when nothing in the payload could be read. */
  readonly readings: readonly Reading[];
  /** Empty as a rule; otherwise the payload goes to quarantine too. */
  readonly problems: readonly Problem[];
}

/** A device came or went. */
export interface PresenceRecord {
  readonly type: 'presence';
  readonly at: number;
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly online: boolean;
}

/** Time passing, for conditions that end without a reading. */
export interface TickRecord {
  readonly type: 'tick';
  readonly at: number;
}

/**
 * Where a device stands, told whenever that changes: rules follow the nearest threshold, and look across the
 * devices of one site. `path` holds ids from the nearest place outwards; a device without a place has an empty one.
 */
export interface PlacementRecord {
  readonly type: 'placement';
  readonly at: number;
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly path: readonly PlaceId[];
  /** What carries its messages, and what feeds it: they fail together. Missing in older records. */
  readonly gatewayId?: string | null;
  readonly feederId?: string | null;
}

/** `site:underpass-7`, `building:…`, `grid:…`, … */
export type PlaceId = `${'site' | 'building' | 'grid' | 'community' | 'street' | 'district'}:${string}`;

/** The rules in force from here on, as the texts of their files: a replay knows which rules applied when. */
export interface RulesRecord {
  readonly type: 'rules';
  readonly at: number;
  /** The member of staff who switched them on, or `files` when they were read at the start. */
  readonly by: string;
  readonly comment: string | null;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** What the rules said. */
export interface AlertRecord {
  readonly type: 'alert';
  readonly change: AlertChange;
}

/** What staff did. */
export interface ActionRecord {
  readonly type: 'action';
  readonly action: StaffAction;
}

/** Staff took a device out of service, or put it back. */
export interface ServiceRecord {
  readonly type: 'service';
  readonly action: ServiceAction;
}

/** How the desk is run from here on, as the text of its file: a replay tells and escalates the same. */
export interface SettingsRecord {
  readonly type: 'settings';
  readonly at: number;
  /** The member of staff, or `files` when it was read at the start. */
  readonly by: string;
  readonly comment: string | null;
  readonly text: string;
}

/** What was asked of a case, by people or by the clock. */
export interface CaseRecord {
  readonly type: 'case';
  readonly action: CaseAction;
}

/** What became of telling somebody. */
export interface DeliveryRecord {
  readonly type: 'delivery';
  readonly outcome: DeliveryOutcome;
}

/** Where a grid worker was. */
export interface TrackRecord {
  readonly type: 'track';
  readonly point: TrackPoint;
}

/** A shift was signed over, or taken. */
export interface HandoverRecord {
  readonly type: 'handover';
  readonly action: HandoverAction;
}

/** Plans that came into force, and what was done with one. */
export interface PlanRecord {
  readonly type: 'plan';
  readonly action: PlanAction;
}

/** What the service's own device sent, and where it proves the way of an alarm: nothing else is made of it. */
export interface CanaryRecord {
  readonly type: 'canary';
  readonly receivedAt: number;
  /** Each is one more than the one before. */
  readonly seq: number;
  /** Whether the detector says that it is in alarm. */
  readonly alarm: boolean;
}

/** Everything that can happen. What must survive is one of these, in the journal, before anybody is told. */
export type JournalRecord =
  | TelemetryRecord
  | PresenceRecord
  | TickRecord
  | PlacementRecord
  | RulesRecord
  | AlertRecord
  | ActionRecord
  | ServiceRecord
  | SettingsRecord
  | CaseRecord
  | DeliveryRecord
  | TrackRecord
  | HandoverRecord
  | PlanRecord
  | CanaryRecord;

/** A record with its place in the journal. Offsets start at 1 and have no gaps. */
export interface JournalEntry {
  readonly offset: number;
  readonly record: JournalRecord;
}
