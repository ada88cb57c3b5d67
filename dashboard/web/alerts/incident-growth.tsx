import type { AlertWithPlace } from '../../live-protocol.ts';
import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import { d } from './detail-phrases.ts';
import { growthOf } from './growth.ts';

const height = 46;
const width = 100;

/** How an incident grew: a bar for each stretch of time, as high as alerts came in it, in the worst one's colour. */
export function IncidentGrowth({
  alerts,
  closedAt,
}: {
  alerts: readonly AlertWithPlace[];
  closedAt: number | null;
}) {
  const first = alerts[0]?.raisedAt ?? 0;
  const last = alerts.at(-1)?.raisedAt ?? first;
  // While it is open, the time since the last alert is part of its story.
  const end = closedAt ?? Math.max(last, Math.min(clock.value, last + (last - first)));
  const bars = growthOf(alerts, [first, end]);
  const most = Math.max(...bars.map(({ count }) => count), 1);
  const step = width / bars.length;
  const now = clock.peek();
  return (
    <section>
      <div class="detail-head">
        <h3>{d('growth')}</h3>
        <span class="dim detail-small">
          {d('growthOf', {
            n: alerts.length,
            from: formatMoment(first, now),
            to: formatMoment(last, now),
          })}
        </span>
      </div>
      <svg
        class="detail-growth"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map(({ count, severity }, index) => (
          <rect
            key={index}
            class={severity === null ? undefined : `bar-${severity}`}
            x={index * step + step * 0.1}
            width={step * 0.8}
            y={height - (count / most) * (height - 2)}
            height={(count / most) * (height - 2)}
          />
        ))}
        <line x1="0" x2={width} y1={height} y2={height} />
      </svg>
      <p class="detail-axis dim detail-small">
        <time>{formatMoment(first, now)}</time>
        <time>{formatMoment(end, now)}</time>
      </p>
    </section>
  );
}
