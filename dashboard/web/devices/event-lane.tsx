import { useSignal } from '@preact/signals';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { formatMoment } from '../parts/format.ts';
import { clock } from '../live/live-store.ts';
import { clusterEvents, type CourseEvent, type EventCluster } from './course-events.ts';
import { p } from './device-phrases.ts';

/** Listed of a mark that stands for many. */
const listedMax = 12;

/** What happened, above the courses at its time: alerts, changes of rules, out of service. Each mark opens. */
export function EventLane({
  events,
  range,
}: {
  events: readonly CourseEvent[];
  range: readonly [number, number];
}) {
  const open = useSignal<string | null>(null);
  const clusters = clusterEvents(events, range);
  const shown = clusters.find((cluster) => keyOf(cluster) === open.value);
  return (
    <>
      <div class="event-lane" role="group" aria-label={p('events')}>
        {clusters.map((cluster) => (
          <LaneMark
            key={keyOf(cluster)}
            cluster={cluster}
            isOpen={cluster === shown}
            onPress={() => (open.value = cluster === shown ? null : keyOf(cluster))}
          />
        ))}
      </div>
      {shown !== undefined && (
        <ul class="event-list">
          {shown.events.slice(-listedMax).map((event) => (
            <li key={event.key}>
              <time class="dim">{formatMoment(event.at, clock.peek())}</time>
              {event.severity !== null && <SeverityMark severity={event.severity} hollow={!event.isOpen} />}
              {event.href === null ? <span>{event.words}</span> : <a href={event.href}>{event.words}</a>}
            </li>
          ))}
          {shown.events.length > listedMax && (
            <li class="dim">{p('moreEvents', { n: shown.events.length - listedMax })}</li>
          )}
        </ul>
      )}
    </>
  );
}

function keyOf({ events }: EventCluster): string {
  return events[0]?.key ?? '';
}

function LaneMark({
  cluster,
  isOpen,
  onPress,
}: {
  cluster: EventCluster;
  isOpen: boolean;
  onPress: () => void;
}) {
  const { events, share, at } = cluster;
  const worst = events
    .filter(({ severity }) => severity !== null)
    .toSorted((a, b) => (a.severity ?? 9) - (b.severity ?? 9))[0];
  const first = events[0];
  const words =
    events.length === 1 && first !== undefined ? first.words : p('eventsCount', { n: events.length });
  return (
    <button
      class={isOpen ? 'lane-mark is-open' : 'lane-mark'}
      type="button"
      style={{ left: `${share * 100}%` }}
      aria-expanded={isOpen}
      title={`${formatMoment(at, clock.peek())} ${words}`}
      onClick={onPress}
    >
      <span class="visually-hidden">
        {formatMoment(at, clock.peek())} {words}
      </span>
      <span class="lane-shape" aria-hidden="true">
        {worst?.severity === undefined || worst.severity === null ? (
          <span class="lane-other" />
        ) : (
          <SeverityMark
            severity={worst.severity}
            hollow={!events.some((event) => event.isOpen && event.severity !== null)}
          />
        )}
        {events.length > 1 && <span class="lane-count">{events.length}</span>}
      </span>
    </button>
  );
}
