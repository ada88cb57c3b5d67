import { clock } from '../live/live-store.ts';
import { language, t } from '../shell/language.ts';
import { formatAge, formatMoment } from './format.ts';
import { lateTone } from './late-tone.ts';

/** What is left until a time, by the second; once it is over, since when, marked by how long. `at`: ms. */
export function Deadline({ at }: { at: number }) {
  const lateByMs = clock.value - at;
  const tone = lateTone(lateByMs);
  const age = formatAge(Math.abs(lateByMs), language.value);
  return (
    <time
      class={tone === null ? 'deadline' : `deadline is-late late-${tone}`}
      dateTime={new Date(at).toISOString()}
      title={formatMoment(at, clock.value)}
    >
      {tone === null ? t('timeLeft', { age }) : t('lateBy', { age })}
    </time>
  );
}
