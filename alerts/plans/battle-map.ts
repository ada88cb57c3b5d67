import type { Position } from '../../domain/actor.ts';
import type { BattleMap, PlaceNearby, PlanPerson } from '../../domain/battle-map.ts';
import type { DeskSettings, Recipient, RecipientRole } from '../../domain/desk-settings.ts';
import { distanceBetween_m } from '../../domain/distance.ts';
import type { Plan, PlanPlace, PlanRole } from '../../domain/plan.ts';
import type { PlaceId } from '../../domain/record.ts';
import { nearest } from '../routing/recipients.ts';
import { onDuty } from '../routing/roster.ts';
import { plansLimits } from './limits.ts';
import type { PlanRunDocument } from './plan-room.ts';

const dutyRoles = ['operator', 'shiftLeader', 'supervisor'] as const;
type DutyRole = (typeof dutyRoles)[number];

interface MapSources {
  readonly settings: DeskSettings;
  readonly places: readonly PlanPlace[];
  readonly position: Position | null;
  readonly caseIdOf: (stepId: string) => string | null;
  /** ms since 1970 */
  readonly now: number;
}

/** A run as one picture but for the name of its place, pure: who is on duty and nearest now, what lies around, what is left to do. */
export function toBattleMap({ run, events }: PlanRunDocument, sources: MapSources): Omit<BattleMap, 'place'> {
  const { settings, position, caseIdOf, now } = sources;
  const { plan, situation } = run;
  const peopleOf = (role: PlanRole): readonly PlanPerson[] =>
    recipientsOf(settings, role, { path: situation.path, now }).map((one) => toPerson(one, settings));
  const places = position === null ? [] : placesNearby(plan.places, sources.places, position);
  return {
    run,
    events,
    position,
    onDuty: dutyRoles.map((role) => ({ role, people: peopleOf(role) })),
    calls: plan.calls.map((call) => ({ ...call, people: peopleOf(call.role) })),
    resources: plan.resources,
    places,
    missingPlaces: plan.places.filter(({ kind }) => !places.some((nearby) => nearby.place.kind === kind)),
    tasks: run.steps.flatMap((state) => {
      const step = plan.steps.find(({ id }) => id === state.id);
      if (step === undefined) return [];
      return [
        { ...state, step, people: peopleOf(step.role), caseId: step.opensCase ? caseIdOf(step.id) : null },
      ];
    }),
    madeAt: now,
  };
}

/** Who does what a role does: on duty now, or of the recipients nearest to the place. */
export function recipientsOf(
  settings: Pick<DeskSettings, 'recipients' | 'duties' | 'shifts' | 'timeZone'>,
  role: PlanRole,
  { path, now }: { readonly path: readonly PlaceId[]; readonly now: number },
): readonly Recipient[] {
  if (!isDutyRole(role)) return nearest(settings.recipients, role, path);
  return onDuty(settings, role, now).flatMap((id) => settings.recipients.filter((one) => one.id === id));
}

function isDutyRole(role: DutyRole | RecipientRole): role is DutyRole {
  return dutyRoles.some((duty) => duty === role);
}

function toPerson({ id, name, reachedBy }: Recipient, { channels }: DeskSettings): PlanPerson {
  const telephone = reachedBy.find(({ channel }) =>
    channels.some((known) => known.id === channel && known.type === 'sms'),
  );
  return { id, name, phone: telephone?.address ?? null };
}

/** Of each kind that is asked for, those within its distance, the nearest first; all together by distance. */
export function placesNearby(
  asked: Plan['places'],
  known: readonly PlanPlace[],
  position: Position,
): readonly PlaceNearby[] {
  return asked
    .flatMap(({ kind, within_m }) =>
      known
        .filter((place) => place.kind === kind)
        .map((place) => ({ place, distance_m: Math.round(distanceBetween_m(position, place.position)) }))
        .filter(({ distance_m }) => distance_m <= within_m)
        .toSorted(byDistance)
        .slice(0, plansLimits.placesPerKind_max),
    )
    .toSorted(byDistance);
}

function byDistance(a: PlaceNearby, b: PlaceNearby): number {
  return a.distance_m - b.distance_m || (a.place.id < b.place.id ? -1 : 1);
}
