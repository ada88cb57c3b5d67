import type { Actor, Position } from './actor.ts';
import { recipientRoles, type Duty, type RecipientRole } from './desk-settings.ts';
import type { SensorKind } from './kinds.ts';
import type { PlaceId } from './record.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/** Who does a step or is called: a role of the roster, or of the recipients around the place. */
export type PlanRole = Duty['role'] | RecipientRole;
export const planRoles: readonly PlanRole[] = ['operator', 'shiftLeader', 'supervisor', ...recipientRoles];

export const planRoleNames: Readonly<Record<PlanRole, Text>> = {
  operator: { zh: '值班员', en: 'Operator' },
  shiftLeader: { zh: '值班长', en: 'Shift leader' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  operationsCentre: { zh: '街道指挥中心', en: 'Operations centre' },
  propertyCompany: { zh: '物业公司', en: 'Property company' },
  neighbourhoodCommittee: { zh: '居委会', en: 'Neighbourhood committee' },
  gridWorker: { zh: '网格员', en: 'Grid worker' },
  maintenanceContractor: { zh: '维保单位', en: 'Maintenance contractor' },
  fireStation: { zh: '消防站', en: 'Fire station' },
  resident: { zh: '居民', en: 'Resident' },
  staff: { zh: '工作人员', en: 'Staff' },
};

/** What people look for on the map when something happens. */
export const planPlaceKinds = [
  'hydrant',
  'extinguisher',
  'pump',
  'sandbags',
  'shelter',
  'assembly',
  'closure',
  'hospital',
  'powerSwitch',
] as const;
export type PlanPlaceKind = (typeof planPlaceKinds)[number];

export const planPlaceNames: Readonly<Record<PlanPlaceKind, Text>> = {
  hydrant: { zh: '消火栓', en: 'Fire hydrant' },
  extinguisher: { zh: '灭火器', en: 'Fire extinguishers' },
  pump: { zh: '排水泵', en: 'Drainage pump' },
  sandbags: { zh: '沙袋点', en: 'Sandbag store' },
  shelter: { zh: '避难场所', en: 'Shelter' },
  assembly: { zh: '集合点', en: 'Assembly point' },
  closure: { zh: '封控点', en: 'Road closure point' },
  hospital: { zh: '医院', en: 'Hospital' },
  powerSwitch: { zh: '电源开关', en: 'Power switch' },
};

/** A known place, from the installation's GeoJSON files. WGS 84. */
export interface PlanPlace {
  readonly id: string;
  readonly kind: PlanPlaceKind;
  readonly name: Text;
  readonly position: Position;
  readonly note: Text | null;
  /** Made up for the demo: shown as such. */
  readonly isDemo: boolean;
}

/** What a plan is for. A list that is empty asks nothing. */
export interface PlanMatch {
  readonly kinds: readonly SensorKind[];
  readonly severities: readonly Severity[];
  /** Area codes or site ids; each with what lies below it. */
  readonly areas: readonly string[];
}

export interface PlanStep {
  readonly id: string;
  readonly text: Text;
  readonly role: PlanRole;
  /** After the plan was set in motion, s; null: no deadline. */
  readonly within_s: number | null;
  /** It also opens a case, which is dispatched. */
  readonly opensCase: boolean;
}

/** An emergency plan (预案): what is done, by whom, until when, with what, and where that is found. */
export interface Plan {
  readonly id: string;
  readonly title: Text;
  readonly summary: Text;
  readonly match: PlanMatch;
  /** In their order. */
  readonly steps: readonly PlanStep[];
  readonly calls: readonly { readonly role: PlanRole; readonly why: Text }[];
  readonly resources: readonly { readonly name: Text; readonly quantity: number; readonly unit: Text }[];
  /** Kinds of places that matter, and how far around they are looked for. */
  readonly places: readonly { readonly kind: PlanPlaceKind; readonly within_m: number }[];
}

/** A file of the set: `*.yaml` holds plans, `*.geojson` places. */
export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/** Plans in force: who put them there, when and why. */
export interface PlanSetHead {
  /** Made from the files' names and texts. */
  readonly setId: string;
  readonly at: number;
  readonly by: string;
  readonly comment: string | null;
}

/** What a plan is set in motion for. */
export interface PlanSubject {
  readonly type: 'incident' | 'alert' | 'case';
  readonly id: string;
}

/** What is known of a subject when it is asked about. */
export interface PlanSituation {
  readonly subject: PlanSubject;
  readonly title: Text;
  readonly severity: Severity;
  readonly kinds: readonly SensorKind[];
  /** The nearest first. */
  readonly path: readonly PlaceId[];
  readonly deviceId: string | null;
  /** Of a case that was reported with one; else places know it. */
  readonly position: Position | null;
}

/** How a step can end: done; left out, because it is not needed here; or tried, and it cannot be done. */
export const planStepEndings = ['done', 'skipped', 'impossible'] as const;
export type PlanStepEnding = (typeof planStepEndings)[number];

export interface PlanRunStep {
  readonly id: string;
  readonly state: 'open' | PlanStepEnding;
  /** By when, ms; null where it has no deadline. */
  readonly dueAt: number | null;
  /** Its deadline passed while it was open; it stays marked. */
  readonly lateSince: number | null;
  /** When and by whom it was ended, in whichever way. */
  readonly doneAt: number | null;
  readonly doneBy: string | null;
  /** Why it was left out or could not be done; else what was noted with it. */
  readonly comment: string | null;
}

/** A plan in motion: the plan as it was, and what became of its steps. */
export interface PlanRun {
  readonly id: string;
  readonly version: number;
  readonly plan: Plan;
  readonly setId: string;
  readonly situation: PlanSituation;
  readonly steps: readonly PlanRunStep[];
  readonly startedAt: number;
  readonly startedBy: string;
  readonly endedAt: number | null;
  readonly endedBy: string | null;
}

/** One line of a run's history; only ever appended. */
export interface PlanRunEvent {
  readonly runId: string;
  /** The run's version after it. */
  readonly version: number;
  readonly at: number;
  readonly type: 'start' | PlanStepEnding | 'undone' | 'note' | 'late' | 'end';
  readonly stepId: string | null;
  /** The member of staff, or `clock`. */
  readonly by: string;
  readonly comment: string | null;
}

/** What is asked of plans; journalled before it takes effect. */
export type PlanAction = PlanPut | PlanStart | PlanStepAction | PlanNote | PlanEnd;

/** These files are in force from here on. */
export interface PlanPut extends Actor {
  readonly action: 'put';
  readonly files: readonly PlanFile[];
  readonly comment: string | null;
  /** The set that the person saw; null: whatever is there. */
  readonly expectedSetId: string | null;
}

export interface PlanStart extends Actor {
  readonly action: 'start';
  readonly planId: string;
  readonly subject: PlanSubject;
}

export interface PlanStepAction extends Actor {
  readonly action: PlanStepEnding | 'undone';
  readonly runId: string;
  readonly stepId: string;
  /** Needed where a step is left out or cannot be done: whoever reads it later has to know why. */
  readonly comment: string | null;
}

/** A line for the record, about a step or about the whole. */
export interface PlanNote extends Actor {
  readonly action: 'note';
  readonly runId: string;
  readonly stepId: string | null;
  readonly comment: string;
}

export interface PlanEnd extends Actor {
  readonly action: 'end';
  readonly runId: string;
  readonly comment: string | null;
}

/** What became of it once it was folded. */
export interface PlanOutcome {
  readonly outcome: 'done' | 'stale' | 'refused' | 'unknown';
  readonly reason: Text | null;
  readonly run: PlanRun | null;
}
