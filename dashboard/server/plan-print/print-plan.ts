import type { PlaceNearby } from '../../../domain/battle-map.ts';
import { kinds } from '../../../domain/kinds.ts';
import type { Plan, PlanPlace } from '../../../domain/plan.ts';
import { severities } from '../../../domain/severity.ts';
import { html, type Markup } from './markup.ts';
import { callSection, notesSection, placeSection, resourceSection, roleName } from './plan-sections.ts';
import { printPage } from './print-page.ts';
import type { PrintWords } from './print-words.ts';

/** Places on the sketch of a plan; it gets unreadable with more, and the rest is left out. */
const placesMax = 40;

/** A plan as a page to print and to fill in by hand: for the folder on the shelf. */
export function printPlan(
  { plan, places }: { plan: Plan; places: readonly PlanPlace[] },
  words: PrintWords,
  now: number,
): string {
  const title = words.text(plan.title);
  const known = places
    .filter(({ kind }) => plan.places.some((asked) => asked.kind === kind))
    .slice(0, placesMax);
  const position = centreOf(known);
  const nearby = known.map((place): PlaceNearby => ({ place, distance_m: 0 }));
  const missing = plan.places.filter(({ kind }) => !known.some((place) => place.kind === kind));
  const body = html`<header>
      <div class="what">
        <div class="kind">${words.say('plan')}</div>
        <h1>${title}</h1>
      </div>
    </header>
    <dl>
      <dt>${words.say('appliesTo')}</dt>
      <dd>${appliesTo(plan, words)}</dd>
      <dt>${words.say('printed')}</dt>
      <dd>${words.time(now)}</dd>
      <dt>${words.say('incident')}</dt>
      <dd></dd>
      <dt>${words.say('place')}</dt>
      <dd></dd>
    </dl>
    <p class="summary">${words.text(plan.summary)}</p>
    ${stepSection(plan, words)}
    ${callSection(
      plan.calls.map(({ role, why }) => ({ role, why: words.text(why), people: null })),
      words,
    )}
    ${resourceSection(plan, words)}
    ${plan.places.length === 0 ? null : placeSection(nearby, { position, incident: false, missing }, words)}
    ${notesSection(words)}`;
  return printPage(title, body, words);
}

function stepSection({ steps }: Plan, words: PrintWords): Markup {
  return html`<section>
    <h2>${words.say('steps')}</h2>
    <table>
      <thead>
        <tr>
          <th class="number">#</th>
          <th>${words.say('step')}</th>
          <th class="role">${words.say('who')}</th>
          <th class="until">${words.say('until')}</th>
          <th class="done">${words.say('done')}</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map(
          (step, index) =>
            html`<tr>
              <td class="number">${index + 1}</td>
              <td>
                ${words.text(step.text)}${
                  step.opensCase ? html` <span class="note">[${words.say('case')}]</span>` : null
                }
              </td>
              <td class="role">${roleName(step.role, words)}</td>
              <td class="until">${step.within_s === null ? '–' : words.span(step.within_s)}</td>
              <td class="done"><span class="box"></span></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function appliesTo({ match }: Plan, words: PrintWords): string {
  const kindNames = match.kinds.map((kind) => words.text(kinds[kind].label));
  const severityNames = severities
    .filter(({ level }) => match.severities.includes(level))
    .map(({ label }) => words.text(label));
  return [
    kindNames.length === 0 ? words.say('anyKind') : kindNames.join(' / '),
    severityNames.length === 0 ? words.say('anySeverity') : severityNames.join(' / '),
    match.areas.length === 0 ? words.say('everywhere') : match.areas.join(' / '),
  ].join(' · ');
}

function centreOf(places: readonly PlanPlace[]): PlanPlace['position'] | null {
  if (places.length === 0) return null;
  return {
    longitude_deg: middleOf(places.map(({ position }) => position.longitude_deg)),
    latitude_deg: middleOf(places.map(({ position }) => position.latitude_deg)),
  };
}

/** The median: one that lies far off shall not move the sketch away from the others. */
function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
