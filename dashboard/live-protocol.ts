import type { Alert, AlertEvent } from '../domain/alert.ts';
import type { CanaryBeat } from '../domain/canary.ts';
import type { Case, CaseEvent } from '../domain/case.ts';
import type { FloodMeter, Incident } from '../domain/incident.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { PlanRun } from '../domain/plan.ts';
import type { Text } from '../domain/text.ts';

/**
 * What is said on the WebSocket `/api/live`: JSON, one message a frame.
 *
 * The server opens with `hello`. The client answers `start`, or `resume` with the epoch and the seq of the
 * last message that it took. The server then sends a `snapshot`, or every missed `change` in order followed
 * by `resumed`. From then on each `change` has the seq after the one before it, without gaps, so that a
 * client can prove to itself that it missed nothing. A new epoch means that seqs cannot be compared:
 * start again from the snapshot.
 *
 * Alert and case changes are never dropped or merged. Those of critical alerts go out at once, before what waits; the
 * changes of one alert keep their order. Incident changes are never dropped, but merged to the latest of each
 * incident within a moment: they only tell what belongs together, and only its latest state says anything. A new
 * incident comes with its first alert, or right after it where that one is critical. Changes of plans in motion are
 * merged to the latest of each run in the same way: its history is asked for. Telemetry is merged to the latest per device and sent only
 * for the devices subscribed to; fleet counts and flood meters are merged. A replayed `change` therefore has its
 * alert, case, incident and plan changes only: after `resumed` the present fleet counts, flood meters and the latest
 * telemetry follow by themselves. The same holds for presence: who has what open on their screens is told whole whenever
 * it changes, merged to the latest, and after every snapshot and replay.
 */

export interface Hello {
  readonly type: 'hello';
  readonly epoch: string;
  readonly seq: number;
  readonly serverTime: number;
  readonly heartbeatMs: number;
  /** This connection among those of `LivePresence`. */
  readonly screen: number;
}

/** Where an alert is, as people say it: area, site, device; and the incident that it is part of. */
export interface AlertWithPlace extends Alert {
  readonly place: Text;
  /** The nearest area that it lies in; null where its device has no place, and for a rule that broke. */
  readonly areaCode: string | null;
  /** Null for the past told late, and where nobody knows any more. */
  readonly incidentId: string | null;
}

/** An incident, and where it is: its site or building, or the device that it is about. */
export interface IncidentWithPlace extends Incident {
  readonly place: Text;
}

/** A case, and where it is. */
export interface CaseWithPlace extends Case {
  readonly place: Text;
}

/** A plan in motion, and where. */
export interface PlanRunWithPlace extends PlanRun {
  readonly place: Text;
}

/** Without its first alerts: in a storm those would be most of what is sent, and whoever has the alerts knows. */
export type LiveIncident = Omit<IncidentWithPlace, 'members'>;

/** What happened to an alert, in short: why it happened is in the alert, the rest in its history. */
export type LiveAlertEvent = Omit<AlertEvent, 'detail'>;

export interface Snapshot {
  readonly type: 'snapshot';
  readonly epoch: string;
  readonly seq: number;
  readonly serverTime: number;
  readonly alerts: readonly AlertWithPlace[];
  /** The open ones. */
  readonly incidents: readonly LiveIncident[];
  /** The open ones. */
  readonly cases: readonly CaseWithPlace[];
  /** Those in motion. */
  readonly plans: readonly PlanRunWithPlace[];
  readonly floods: readonly FloodMeter[];
  readonly fleet: readonly FleetCount[];
}

/** How one kind of device is doing. `unknown`: not heard of since the service started. */
export interface FleetCount {
  readonly kind: SensorKind;
  readonly total: number;
  readonly online: number;
  readonly offline: number;
  readonly unknown: number;
  /** Devices with at least one open alert. */
  readonly inAlert: number;
}

/** `alert.eventTime` and `alert.evidence.time` are the device's clock, `alert.receivedAt` is ours. */
export interface LiveAlertChange {
  readonly kind: 'alert';
  readonly alert: AlertWithPlace;
  readonly event: LiveAlertEvent;
}

export interface LiveIncidentChange {
  readonly kind: 'incident';
  readonly incident: LiveIncident;
  /** Alerts that were part of another incident until now. */
  readonly moved: readonly string[];
}

/** Never dropped nor merged: each is a line of the case's history. */
export interface LiveCaseChange {
  readonly kind: 'case';
  readonly case: CaseWithPlace;
  readonly event: CaseEvent;
}

/** A plan was set in motion, a step of it ended or became late, or it was ended: as it is now. */
export interface LivePlanChange {
  readonly kind: 'plan';
  readonly run: PlanRunWithPlace;
}

export interface LiveTelemetry {
  readonly kind: 'telemetry';
  readonly deviceId: string;
  /** On the device's clock. */
  readonly time: number;
  readonly receivedAt: number;
  /** By metric name, without what the message lacked. */
  readonly values: Readonly<Record<string, number>>;
}

export interface LiveFleet {
  readonly kind: 'fleet';
  readonly counts: readonly FleetCount[];
}

/** How flooded each seat is: all of them, whenever one changed. */
export interface LiveFloods {
  readonly kind: 'floods';
  readonly meters: readonly FloodMeter[];
}

/** What somebody has open on a screen of theirs. */
export interface ScreenView {
  /** The connection, as its `hello` named it: a person may sit at several. */
  readonly screen: number;
  /** `alert:{id}`, `incident:{id}` or `case:{id}`. */
  readonly subject: string;
  /** Of the member of staff. */
  readonly name: string;
}

/** Who has what open: all of it, whenever something of it changed; the newest of too many. */
export interface LivePresence {
  readonly kind: 'presence';
  readonly views: readonly ScreenView[];
}

/** The alert of the service's own device came all the way through. It is for no list: that it comes is what it says. */
export interface LiveCanary {
  readonly kind: 'canary';
  readonly seq: number;
}

/** Something that waits for a second person came, moved on or ended somewhere: who may see it asks what. */
export interface LiveConfirmations {
  readonly kind: 'confirmations';
}

export type LiveChange =
  | LiveAlertChange
  | LiveIncidentChange
  | LiveCaseChange
  | LivePlanChange
  | LiveTelemetry
  | LiveFleet
  | LiveFloods
  | LivePresence
  | LiveCanary
  | LiveConfirmations;

export interface Change {
  readonly type: 'change';
  readonly seq: number;
  /** When the server put it on the wire, ms. Missing on a replayed one. */
  readonly sentAt?: number;
  readonly changes: readonly LiveChange[];
}

/** Ends a replay of `missed` changes. */
export interface Resumed {
  readonly type: 'resumed';
  readonly seq: number;
  readonly missed: number;
}

export interface Heartbeat {
  readonly type: 'heartbeat';
  readonly seq: number;
  readonly serverTime: number;
  /** Whether the way of an alarm is proven, as the service sees it; null where it is not tried. */
  readonly canary: CanaryBeat | null;
}

/** Answers `ping`: with its round trip, the client knows how far its clock is off. */
export interface Pong {
  readonly type: 'pong';
  readonly t: number;
  readonly serverTime: number;
}

export type ServerMessage = Hello | Snapshot | Change | Resumed | Heartbeat | Pong;

export type ClientMessage =
  | { readonly type: 'start' }
  | { readonly type: 'resume'; readonly epoch: string; readonly seq: number }
  /** Replaces the devices whose telemetry is wanted; the latest of each follows at once. */
  | { readonly type: 'subscribe'; readonly devices: readonly string[] }
  /** What the screen has open now, in the words of `ScreenView.subject`; null: nothing that others need to know. */
  | { readonly type: 'view'; readonly subject: string | null }
  | { readonly type: 'ping'; readonly t: number };

/** Why the server closes a socket (WebSocket close codes of the range for applications). */
export const closeCodes = {
  /** The client sent something that is none of `ClientMessage`. */
  badMessage: 4400,
  /** The session ended: log in again. */
  sessionEnded: 4401,
  /** The client took too long to read: connect again and resume. */
  tooSlow: 4408,
  /** The service is going down: connect again and resume or start. */
  stopping: 4503,
} as const;
