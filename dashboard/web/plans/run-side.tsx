import type { BattleMap, PlanPerson } from '../../../domain/battle-map.ts';
import { planPlaceNames, planRoleNames, type PlanRole } from '../../../domain/plan.ts';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { PlaceSketch } from './place-sketch.tsx';
import { ResourceList } from './plan-page.tsx';
import { distanceWords } from './plan-words.ts';

/** The battle map (作战图) beside the checklist: whom to call, what lies around, what is at hand. */
export function RunSide({ map }: { map: BattleMap }) {
  return (
    <div class="run-side">
      <People map={map} />
      <Places map={map} />
      <ResourceList resources={map.resources} />
    </div>
  );
}

function People({ map: { onDuty, calls } }: { map: BattleMap }) {
  const rows = [
    ...onDuty.filter(({ people }) => people.length > 0).map((one) => ({ ...one, why: t('onDuty') })),
    ...calls.map(({ role, why, people }) => ({ role, people, why: say(why) })),
  ];
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{t('calls')}</h3>
      <ul class="run-people">
        {rows.map(({ role, why, people }) => (
          <li key={`${role} ${why}`}>
            <Person role={role} people={people} />
            <span class="dim">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Person({ role, people }: { role: PlanRole; people: readonly PlanPerson[] }) {
  return (
    <span>
      <b>{say(planRoleNames[role])}</b>{' '}
      {people.length === 0 ? (
        <span class="dim">{t('nobody')}</span>
      ) : (
        people.map(({ id, name, phone }) => (
          <span key={id} class="run-person">
            {say(name)} {phone !== null && <a href={`tel:${phone}`}>{phone}</a>}
          </span>
        ))
      )}
    </span>
  );
}

function Places({ map: { places, missingPlaces, position } }: { map: BattleMap }) {
  if (places.length === 0 && missingPlaces.length === 0) return null;
  return (
    <section>
      <h3>{t('places')}</h3>
      {position === null ? (
        <p class="dim">{t('noPosition')}</p>
      ) : (
        <PlaceSketch position={position} places={places} />
      )}
      <ol class="run-places">
        {places.map(({ place, distance_m }, index) => (
          <li key={place.id}>
            <span class="dim">{index + 1}</span>
            <span>
              {say(planPlaceNames[place.kind])} <b>{say(place.name)}</b>{' '}
              {place.isDemo && <span class="tag">{t('isDemo')}</span>}
              {place.note !== null && <span class="dim"> {say(place.note)}</span>}
            </span>
            <span>{distanceWords(distance_m)}</span>
          </li>
        ))}
        {missingPlaces.map(({ kind, within_m }) => (
          <li key={kind} class="dim">
            <span>–</span>
            <span>{say(planPlaceNames[kind])}</span>
            <span>{t('missingPlace', { within: distanceWords(within_m) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
