import type { Handover } from '../../../domain/handover.ts';
import { serverNow } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { formatMoment } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useWhileSeen } from '../parts/use-while-seen.ts';
import { language, say } from '../shell/language.ts';
import { GivePanel, Waiting } from './give-panel.tsx';
import { handoverApi, printPath } from './handover-api.ts';
import { t } from './phrases.ts';
import { Sheet } from './sheet.tsx';
import { mayTake, TakePanel } from './take-panel.tsx';

const everyMs = 15_000;

/** The sheet of the present shift as it is now, and the way to sign it over or to take one. */
export function PresentShift() {
  const present = useAnswer('present', handoverApi.present);
  const signed = useAnswer('signed', handoverApi.list);
  const planRuns = useAnswer('runs', handoverApi.planRuns);
  const marks = useAnswer('marks', handoverApi.outOfService);
  function again(): void {
    for (const asked of [present, signed, planRuns, marks]) asked.again();
  }
  useWhileSeen(everyMs, again);
  const waiting = (signed.value?.handovers ?? []).filter(({ takenAt }) => takenAt === null);

  return (
    <Answered of={present}>
      {({ sheet, handover }) => (
        <>
          <header class="section-head">
            <h2>{shiftWords(sheet.shift, sheet.at)}</h2>
            <span class="dim">{t('asOf', { time: formatMoment(sheet.at, serverNow()) })}</span>
            <span class="spring" />
            <a
              class="handover-print no-print"
              href={printPath(undefined, language.value)}
              target="_blank"
              rel="noreferrer"
            >
              <Icon name="print" /> {t('print')}
            </a>
          </header>
          <div class="handover-columns">
            <Sheet
              sheet={sheet}
              beside={{ planRuns: planRuns.value?.runs ?? null, marks: marks.value?.marks ?? null }}
            />
            <aside class="handover-aside">
              {waiting.map((one) =>
                mayTake(one) ? (
                  <TakePanel key={`${one.id} ${one.version}`} handover={one} done={again} />
                ) : (
                  one.id !== handover?.id && <Waiting key={one.id} handover={one} />
                ),
              )}
              {handover !== null && handover.takenAt !== null && <Taken handover={handover} />}
              <GivePanel key={handover?.version ?? 0} signed={handover} done={again} />
            </aside>
          </div>
        </>
      )}
    </Answered>
  );
}

function Taken({ handover: { takenBy, takenAt } }: { handover: Handover }) {
  const time = takenAt === null ? '' : formatMoment(takenAt, serverNow());
  return <p role="status">{t('taken', { who: takenBy ?? '', time })}</p>;
}

/** `白班 08:00 – 20:00`, with the date where that is another day than `at`. */
export function shiftWords({ name, from, to }: Handover['sheet']['shift'], at: number): string {
  const when = (time: number): string => formatMoment(time, at).slice(0, -3);
  return t('shiftHours', { name: say(name), from: when(from), to: when(to) });
}
