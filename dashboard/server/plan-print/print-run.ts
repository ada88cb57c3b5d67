import type { BattleMap, PlanTask } from '../../../domain/battle-map.ts';
import { html, type Markup } from './markup.ts';
import { callSection, notesSection, placeSection, resourceSection, roleName } from './plan-sections.ts';
import { printPage, severityMark } from './print-page.ts';
import type { PrintWords } from './print-words.ts';

/** A battle map as a page to print: what is where, who is called, what is done until when. */
export function printRun(map: BattleMap, words: PrintWords): string {
  const { run, place, position, places, missingPlaces } = map;
  const { plan, situation } = run;
  const title = words.text(plan.title);
  const body = html`<header>
      <div class="what">
        <div class="kind">${words.say('battleMap')}</div>
        <h1>${title}</h1>
      </div>
      ${severityMark(situation.severity, words)}
    </header>
    <dl>
      <dt>${words.say('incident')}</dt>
      <dd>${words.text(situation.title)}</dd>
      <dt>${words.say('place')}</dt>
      <dd>${words.text(place)}</dd>
      <dt>${words.say('startedBy')}</dt>
      <dd>${words.time(run.startedAt)} · ${run.startedBy}</dd>
      ${
        run.endedAt === null
          ? html`<dt>${words.say('printed')}</dt>
              <dd>${words.time(map.madeAt)}</dd>`
          : html`<dt>${words.say('endedBy')}</dt>
              <dd>${words.time(run.endedAt)} · ${run.endedBy ?? ''}</dd>`
      }
    </dl>
    <p class="summary">${words.text(plan.summary)}</p>
    ${placeSection(places, { position, incident: true, missing: missingPlaces }, words)}
    ${taskSection(map.tasks, words)}
    ${callSection(
      [
        ...map.onDuty
          .filter(({ people }) => people.length > 0)
          .map(({ role, people }) => ({ role, people, why: words.say('onDuty') })),
        ...map.calls.map(({ role, why, people }) => ({ role, people, why: words.text(why) })),
      ],
      words,
    )}
    ${resourceSection(plan, words)} ${notesSection(words)}`;
  return printPage(`${title} – ${words.text(situation.title)}`, body, words);
}

function taskSection(tasks: readonly PlanTask[], words: PrintWords): Markup {
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
        ${tasks.map((task, index) => taskRow(task, index + 1, words))}
      </tbody>
    </table>
  </section>`;
}

function taskRow(task: PlanTask, number: number, words: PrintWords): Markup {
  const { step, state, dueAt, lateSince, doneAt, doneBy, comment, people, caseId } = task;
  const names = people.map(({ name }) => words.text(name)).join(words.language === 'zh' ? '、' : ', ');
  return html`<tr>
    <td class="number">${number}</td>
    <td>
      ${words.text(step.text)}${
        caseId === null ? null : html` <span class="note">[${words.say('case')}]</span>`
      }${comment === null ? null : html`<br /><span class="note">${comment}</span>`}
    </td>
    <td class="role">
      ${roleName(step.role, words)}${names === '' ? null : html`<br /><span class="note">${names}</span>`}
    </td>
    <td class="until">
      ${dueAt === null || step.within_s === null ? '–' : html`${words.clock(dueAt)} <span class="note">(${words.span(step.within_s)})</span>`}${
        lateSince === null ? null : html` <span class="late">! ${words.say('late')}</span>`
      }
    </td>
    <td class="done">
      <span class="box">${state === 'open' ? '' : state === 'done' ? '✓' : '×'}</span>${
        state === 'skipped' || state === 'impossible' ? html`<b>${words.say(state)}</b> ` : null
      }${doneAt === null ? null : html`${words.clock(doneAt)} ${doneBy ?? ''}`}
    </td>
  </tr>`;
}
