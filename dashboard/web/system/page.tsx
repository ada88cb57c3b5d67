import './system.css';
import type { SystemView } from '../../../domain/system.ts';
import { clock, serverNow } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { formatAge, formatMoment } from '../parts/format.ts';
import { useWhileSeen } from '../parts/use-while-seen.ts';
import { language } from '../shell/language.ts';
import type { PageProps } from '../shell/pages.ts';
import { bytesWords, countWords, msWords, percentWords } from './amounts.ts';
import { CourseLine } from './course-line.tsx';
import { partLevel, systemParts, toFindings, type Finding } from './findings.ts';
import { PartFacts } from './part-facts.tsx';
import { t } from './phrases.ts';
import { StateMark } from './state-mark.tsx';
import { systemApi } from './system-api.ts';

const everyMs = 5_000;
/** Ten minutes, as the service measures them. */
const samplesMax = 120;

/** How each part of the service is: what is wrong first, with what to do about it. */
export function SystemPage(_props: PageProps) {
  const system = useAnswer('system', systemApi.view);
  useWhileSeen(everyMs, system.again);
  return (
    <main class="page system">
      <Answered of={system}>
        {(view) => (
          <>
            <Head view={view} />
            {system.problem !== null && (
              <p class="system-stale" role="alert">
                {t('stale', { time: formatMoment(view.at, serverNow()) })}
              </p>
            )}
            <Content view={view} />
          </>
        )}
      </Answered>
    </main>
  );
}

function Head({ view }: { view: SystemView }) {
  return (
    <header class="section-head">
      <h1>{t('title')}</h1>
      <span class="dim">
        {t('version', { version: view.version })} ·{' '}
        {t('runningSince', { age: formatAge(clock.value - view.startedAt, language.value) })}
      </span>
      <span class="spring" />
      <nav class="system-links">
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {t('openapi')}
        </a>
        <a href="/metrics" target="_blank" rel="noreferrer">
          {t('metrics')}
        </a>
        <a href="/readyz" target="_blank" rel="noreferrer">
          {t('readyz')}
        </a>
      </nav>
    </header>
  );
}

function Content({ view }: { view: SystemView }) {
  const findings = toFindings(view);
  return (
    <>
      <Findings findings={findings} />
      <section class="system-courses" aria-label={t('course')}>
        <h2>{t('course')}</h2>
        <Courses view={view} />
      </section>
      <div class="system-parts">
        {systemParts.map((part) => (
          <section key={part} class="system-part" aria-label={t(`part-${part}`)}>
            <header>
              <h2>{t(`part-${part}`)}</h2>
              <StateMark level={partLevel(part, findings)} />
            </header>
            <PartFacts part={part} view={view} />
          </section>
        ))}
      </div>
    </>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return (
      <p class="system-well" role="status">
        <StateMark level="ok" /> {t('allWell')}
      </p>
    );
  }
  return (
    <section class="system-findings" role="status" aria-label={t('wrong', { n: findings.length })}>
      <ul>
        {findings.map(({ name, level, part, values }) => (
          <li key={`${name} ${JSON.stringify(values)}`} class={`is-${level}`}>
            <StateMark level={level} />
            <div>
              <p>
                <strong>{t(`is-${name}`, said(values))}</strong> <span class="dim">{t(`part-${part}`)}</span>
              </p>
              <p>{t(`do-${name}`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Moments as words. */
function said(values: Finding['values']): Finding['values'] {
  const { since } = values;
  return typeof since === 'number' ? { ...values, since: formatMoment(since, serverNow()) } : values;
}

function Courses({ view }: { view: SystemView }) {
  // Right after a start there is less: the line begins where it was first measured.
  const course = [
    ...Array.from<undefined>({ length: Math.max(0, samplesMax - view.course.length) }),
    ...view.course,
  ];
  return (
    <div class="system-course-row">
      <CourseLine
        title={t('messages')}
        values={course.map((sample) => sample?.messages_s ?? null)}
        format={countWords}
      />
      <CourseLine
        title={t('readings')}
        values={course.map((sample) => sample?.readings_s ?? null)}
        format={countWords}
      />
      <CourseLine
        title={t('rulesLag')}
        values={course.map((sample) => sample?.rulesLag ?? null)}
        format={countWords}
      />
      <CourseLine
        title={t('storeLag')}
        values={course.map((sample) => sample?.storeLag ?? null)}
        format={countWords}
      />
      <CourseLine
        title={t('commitTime')}
        values={course.map((sample) => sample?.commitP99_ms ?? null)}
        format={msWords}
      />
      <CourseLine
        title={t('loopDelay')}
        values={course.map((sample) => sample?.loopDelayP99_ms ?? null)}
        format={msWords}
      />
      <CourseLine
        title={t('cpu')}
        values={course.map((sample) => sample?.cpu ?? null)}
        format={percentWords}
      />
      <CourseLine
        title={t('memory')}
        values={course.map((sample) => sample?.rssBytes ?? null)}
        format={bytesWords}
      />
    </div>
  );
}
