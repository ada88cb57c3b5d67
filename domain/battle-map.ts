import type { Position } from './actor.ts';
import type { Plan, PlanPlace, PlanRole, PlanRun, PlanRunEvent, PlanRunStep, PlanStep } from './plan.ts';
import type { Text } from './text.ts';

/** Somebody to be called. */
export interface PlanPerson {
  readonly id: string;
  readonly name: Text;
  /** Where a channel for messages to telephones knows it; null otherwise, and for who may not see it. */
  readonly phone: string | null;
}

/** A known place with how far and where it lies. */
export interface PlaceNearby {
  readonly place: PlanPlace;
  readonly distance_m: number;
}

/** A step with what became of it and who is there to do it. */
export interface PlanTask extends PlanRunStep {
  readonly step: PlanStep;
  readonly people: readonly PlanPerson[];
  /** The case that was opened for it; null: none was asked for, or it could not be. */
  readonly caseId: string | null;
}

/** A plan in motion as one picture: what happened where, who, with what, what is left to do (作战图). */
export interface BattleMap {
  readonly run: PlanRun;
  readonly events: readonly PlanRunEvent[];
  readonly place: Text;
  /** Where it is; null: nobody knows. */
  readonly position: Position | null;
  readonly onDuty: readonly { readonly role: PlanRole; readonly people: readonly PlanPerson[] }[];
  readonly calls: readonly {
    readonly role: PlanRole;
    readonly why: Text;
    readonly people: readonly PlanPerson[];
  }[];
  readonly resources: Plan['resources'];
  /** By distance. */
  readonly places: readonly PlaceNearby[];
  /** Kinds of places that the plan asks for and that nobody entered within reach. */
  readonly missingPlaces: Plan['places'];
  readonly tasks: readonly PlanTask[];
  /** ms since 1970 */
  readonly madeAt: number;
}
