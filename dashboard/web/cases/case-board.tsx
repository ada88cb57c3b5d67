import type { CaseStep } from '../../../domain/case.ts';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { clock } from '../live/live-store.ts';
import { Deadline } from '../parts/deadline.tsx';
import { formatMoment } from '../parts/format.ts';
import { lateTone } from '../parts/late-tone.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { personName } from '../parts/staff-names.ts';
import { say } from '../shell/language.ts';
import { casePath } from '../shell/router.ts';
import { waitsFor } from './case-words.ts';
import { t } from './phrases.ts';

interface Column {
  readonly id: string;
  readonly title: () => string;
  readonly steps: readonly CaseStep[];
}

/** By what a case waits for; whoever is on the way or at the place is one column. */
const columns: readonly Column[] = [
  ...(['reported', 'accepted', 'dispatched'] as const).map((step) => columnOf(step)),
  { id: 'street', title: () => t('streetSteps'), steps: ['taken', 'arrived'] },
  ...(['handled', 'checked'] as const).map((step) => columnOf(step)),
];

function columnOf(step: CaseStep): Column {
  return { id: step, title: () => say(waitsFor[step] ?? { zh: step, en: step }), steps: [step] };
}

/** The open cases in columns by what they wait for; those on hold apart. */
export function CaseBoard({ cases }: { cases: readonly CaseWithPlace[] }) {
  const running = cases.filter(({ hold }) => hold === null);
  const onHold = cases.filter(({ hold }) => hold !== null);
  return (
    <div class="case-board" tabIndex={-1}>
      {columns.map(({ id, title, steps }) => (
        <BoardColumn key={id} title={title()} cases={running.filter(({ step }) => steps.includes(step))} />
      ))}
      {onHold.length > 0 && <BoardColumn title={t('holdColumn')} cases={onHold} isApart />}
    </div>
  );
}

function BoardColumn({
  title,
  cases,
  isApart,
}: {
  title: string;
  cases: readonly CaseWithPlace[];
  isApart?: boolean;
}) {
  const late = cases.filter(({ overdueSince, hold }) => overdueSince !== null && hold === null).length;
  return (
    <section class={isApart === true ? 'case-column is-apart' : 'case-column'} aria-label={title}>
      <h2>
        {title} <span class="case-count">{cases.length}</span>
        {late > 0 && <span class="case-column-late">{t('lateCount', { n: late })}</span>}
      </h2>
      {cases.length === 0 ? (
        <p class="dim case-none">{t('emptyColumn')}</p>
      ) : (
        <ul>
          {cases.map((one) => (
            <CaseCard key={one.id} one={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** On a card the most exact part says enough; the case itself has all of it. */
function nearest(place: string): string {
  return place === '' ? t('noPlace') : (place.split(' · ').at(-1) ?? place);
}

function CaseCard({ one }: { one: CaseWithPlace }) {
  const { id, number, title, place, severity, assignee, dueAt, hold, step } = one;
  const tone = dueAt === null || hold !== null ? null : lateTone(clock.value - dueAt);
  const isUnderway = step === 'taken' || step === 'arrived';
  return (
    <li class={tone === null ? 'case-card' : `case-card is-late late-${tone}`}>
      <a href={casePath(id)}>
        <span class="case-card-head">
          <SeverityMark severity={severity} hollow />
          <span class="case-card-title">{title}</span>
        </span>
        <span class="dim case-card-place">{nearest(say(place))}</span>
        <span class="case-card-foot">
          <span class="dim">{number.slice(-4)}</span>
          {isUnderway && <span>{say(waitsFor[step] ?? { zh: '', en: '' })}</span>}
          {assignee !== null && <span>{personName(assignee)}</span>}
          <CaseDue one={one} />
        </span>
        <CaseTags one={one} />
      </a>
    </li>
  );
}

/** What is left of the present step's time, or that the clock stands still. */
export function CaseDue({ one: { dueAt, hold, closedAt } }: { one: CaseWithPlace }) {
  if (closedAt !== null) return null;
  if (hold !== null) return <span>{t('holdUntil', { moment: formatMoment(hold.until, clock.value) })}</span>;
  return dueAt === null ? <span class="dim">{t('noDeadline')}</span> : <Deadline at={dueAt} />;
}

/** What stands out about a case besides its step. */
export function CaseTags({ one: { extensionAsked, whistledAt, reportCount } }: { one: CaseWithPlace }) {
  const tags = [
    ...(extensionAsked === null ? [] : [t('extensionWaits')]),
    ...(whistledAt === null ? [] : [t('whistled')]),
    ...(reportCount > 1 ? [t('reports', { n: reportCount })] : []),
  ];
  if (tags.length === 0) return null;
  return (
    <span class="case-tags">
      {tags.map((words) => (
        <span key={words} class="tag">
          {words}
        </span>
      ))}
    </span>
  );
}
