import { areaLevels } from '../../../domain/area.ts';
import { caseSteps, type CaseEvent } from '../../../domain/case.ts';
import { findings } from '../../../domain/alert.ts';
import { authorWords, findingPhrases } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import { personName } from '../parts/staff-names.ts';
import { say, t as common } from '../shell/language.ts';
import { CasePicture } from './case-facts.tsx';
import { eventNames, levelNames, stepNames } from './case-words.ts';
import { t } from './phrases.ts';

/** Everything that happened to a case, the latest at the top. */
export function CaseHistory({ history }: { history: readonly CaseEvent[] }) {
  return (
    <section class="case-history">
      <h3>{t('history')}</h3>
      <ol class="case-events">
        {history.toReversed().map((event) => (
          <li key={event.version}>
            <time class="dim">{formatMoment(event.at, clock.peek())}</time>
            <span>
              <EventWords event={event} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A line of history in words: what, by whom, to what, and what they wrote. */
export function EventWords({ event }: { event: CaseEvent }) {
  const { type, by, comment } = event;
  const { pictureUrl } = event.detail;
  const details = detailWords(event);
  return (
    <>
      <strong>{say(eventNames[type])}</strong> <span class="dim">{authorWords(by)}</span>
      {details.length > 0 && <span> {details.join(' · ')}</span>}
      {comment !== null && <q>{comment}</q>}
      {typeof pictureUrl === 'string' && <CasePicture url={pictureUrl} title={say(eventNames[type])} />}
    </>
  );
}

function detailWords({ detail }: CaseEvent): readonly string[] {
  const { assignee, finding, until, to, distance_m, title } = detail;
  const step = caseSteps.find((one) => one === to);
  const level = areaLevels.find((one) => one === to);
  const found = findings.find((one) => one === finding);
  return [
    ...(typeof assignee === 'string' ? [`→ ${personName(assignee)}`] : []),
    ...(step === undefined ? [] : [`→ ${say(stepNames[step])}`]),
    ...(level === undefined ? [] : [`→ ${say(levelNames[level])}`]),
    ...(found === undefined ? [] : [common(findingPhrases[found])]),
    ...(typeof until === 'number'
      ? [common('untilMoment', { moment: formatMoment(until, clock.peek()) })]
      : []),
    ...(typeof distance_m === 'number' ? [`${distance_m} m`] : []),
    ...(typeof title === 'string' ? [title] : []),
  ];
}
