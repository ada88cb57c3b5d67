import { clock } from '../live/live-store.ts';
import { formatAge, formatMoment } from '../parts/format.ts';
import { language } from '../shell/language.ts';

/** How long it has been there, ticking, with when it began. */
export function RowAge({ since }: { since: number }) {
  const now = clock.value;
  return (
    <p class="line-age">
      <time dateTime={new Date(since).toISOString()} title={formatMoment(since, now)}>
        {formatAge(now - since, language.value)}
      </time>
    </p>
  );
}
