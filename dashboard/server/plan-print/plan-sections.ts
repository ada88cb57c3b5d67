import type { PlaceNearby, PlanPerson } from '../../../domain/battle-map.ts';
import { planPlaceNames, planRoleNames, type Plan, type PlanRole } from '../../../domain/plan.ts';
import type { Position } from '../../../domain/actor.ts';
import { html, type Markup } from './markup.ts';
import type { PrintWords } from './print-words.ts';
import { sketchMap, toDistance, toOctant } from './sketch-map.ts';

/** Sections that a plan and a battle map have in common. */

export function roleName(role: PlanRole, words: PrintWords): string {
  return words.text(planRoleNames[role]);
}

export function resourceSection({ resources }: Pick<Plan, 'resources'>, words: PrintWords): Markup | null {
  if (resources.length === 0) return null;
  return html`<section>
    <h2>${words.say('resources')}</h2>
    <table>
      <thead>
        <tr>
          <th>${words.say('resource')}</th>
          <th class="quantity">${words.say('quantity')}</th>
          <th class="blank">${words.say('onSite')}</th>
        </tr>
      </thead>
      <tbody>
        ${resources.map(
          ({ name, quantity, unit }) =>
            html`<tr>
              <td>${words.text(name)}</td>
              <td class="quantity">${quantity} ${words.text(unit)}</td>
              <td class="blank"></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

export interface CallRow {
  readonly role: PlanRole;
  readonly why: string;
  /** Null: it is a plan, and nobody is asked for yet. */
  readonly people: readonly PlanPerson[] | null;
}

export function callSection(rows: readonly CallRow[], words: PrintWords): Markup | null {
  if (rows.length === 0) return null;
  return html`<section>
    <h2>${words.say('people')}</h2>
    <table>
      <thead>
        <tr>
          <th class="role">${words.say('role')}</th>
          <th class="name">${words.say('name')}</th>
          <th class="phone">${words.say('phone')}</th>
          <th>${words.say('why')}</th>
          <th class="blank">${words.say('called')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.flatMap(({ role, why, people }) =>
          (people === null || people.length === 0 ? [null] : people).map(
            (person) =>
              html`<tr>
                <td class="role">${roleName(role, words)}</td>
                <td>
                  ${
                    person === null
                      ? people === null
                        ? ''
                        : html`<span class="note">${words.say('nobody')}</span>`
                      : words.text(person.name)
                  }
                </td>
                <td>${person?.phone ?? ''}</td>
                <td>${why}</td>
                <td class="blank"></td>
              </tr>`,
          ),
        )}
      </tbody>
    </table>
  </section>`;
}

/** Sketch and list of places; `incident`: around where it happened. */
export function placeSection(
  places: readonly PlaceNearby[],
  { position, incident, missing }: { position: Position | null; incident: boolean; missing: Plan['places'] },
  words: PrintWords,
): Markup {
  const sketch =
    position === null || (places.length === 0 && !incident)
      ? null
      : sketchMap(
          places.map(({ place: { kind, position: at } }, index) => ({
            number: index + 1,
            kind,
            position: at,
          })),
          { position, incident, words: { title: words.say('sketch'), north: words.say('north') } },
        );
  const list = html`<table>
    <thead>
      <tr>
        <th class="number">#</th>
        <th>${words.say('places')}</th>
        ${
          incident
            ? html`<th class="distance">${words.say('distance')}</th>
                <th class="direction">${words.say('direction')}</th>`
            : null
        }
      </tr>
    </thead>
    <tbody>
      ${places.map(
        ({ place, distance_m }, index) =>
          html`<tr>
            <td class="number">${index + 1}</td>
            <td>
              ${words.text(planPlaceNames[place.kind])}${words.language === 'zh' ? '：' : ': '}<b>${words.text(place.name)}</b>${
                place.isDemo ? html` <span class="note">[${words.say('demo')}]</span>` : null
              }${place.note === null ? null : html`<br /><span class="note">${words.text(place.note)}</span>`}
            </td>
            ${
              incident && position !== null
                ? html`<td class="distance">${toDistance(distance_m)}</td>
                    <td class="direction">${words.direction(toOctant(position, place.position))}</td>`
                : null
            }
          </tr>`,
      )}${missing.map(
        ({ kind, within_m }) =>
          html`<tr>
            <td class="number">–</td>
            <td colspan="${incident ? 3 : 1}">
              ${words.text(planPlaceNames[kind])}
              <span class="note"
                >${incident ? words.say('noneWithin') : words.say('within')} ${toDistance(within_m)}</span
              >
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  const title = words.say(incident ? 'places' : 'placesOfPlan');
  if (sketch === null) {
    return html`<section>
      <h2>${title}</h2>
      ${incident ? html`<p class="note">${words.say('noPosition')}</p>` : null}${list}
    </section>`;
  }
  return html`<section>
    <h2>${title}</h2>
    <div class="around">
      <div>
        ${sketch}
        <div class="note">${words.say('sketchNote')}</div>
      </div>
      ${list}
    </div>
  </section>`;
}

export function notesSection(words: PrintWords): Markup {
  return html`<section>
    <h2>${words.say('notes')}</h2>
    <div class="lines"></div>
  </section>`;
}
