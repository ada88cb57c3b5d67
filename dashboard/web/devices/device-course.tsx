import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { kinds } from '../../../domain/kinds.ts';
import type { Metric } from '../../../domain/kind.ts';
import type { ServiceMark } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { findingPhrases, metricLabel } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import type { Marker, Span } from '../parts/chart-marks.ts';
import { scaleFor } from '../parts/chart-scale.ts';
import { formatMoment } from '../parts/format.ts';
import { say, t } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { may } from '../shell/session.ts';
import { courseEvents } from './course-events.ts';
import { CourseStrip, type StripState } from './course-strip.tsx';
import { thresholdsOf } from './course-thresholds.ts';
import { type DeviceView, deviceApi } from './device-api.ts';
import { p } from './device-phrases.ts';
import { EventLane } from './event-lane.tsx';
import { RangeBar } from './range-bar.tsx';
import { liveFrom, ranges, writeRange, type CourseRange } from './ranges.ts';

/** The right edge moves by this share of the stretch at a time. */
const edgeShare = 1 / 400;
const hour_ms = 3_600_000;

export interface DeviceCourseProps {
  readonly device: DeviceView;
  readonly alerts: readonly AlertWithPlace[];
  readonly mark: ServiceMark | null;
  readonly range: CourseRange;
}

/** All that a device measures over time, one below the other with one cursor, and what happened meanwhile. */
export function DeviceCourse({ device, alerts, mark, range }: DeviceCourseProps) {
  const { id, kind } = device;
  const states = useSignal<ReadonlyMap<string, StripState>>(new Map());
  const { from, to, shown } = useStretch(device, range);
  const rules = useAnswer(may('rules') ? id : null, () => deviceApi.ruleSets());
  const limits = useAnswer(id, () => deviceApi.limits(id));
  const metrics = useMemo(() => inOrder(kinds[kind].metrics), [kind]);
  const events = useMemo(
    () =>
      courseEvents(
        { alerts, mark, ruleSets: rules.value?.sets ?? [] },
        {
          alert: alertWords,
          rules: ({ by, comment }) =>
            `${p('rulesChanged')} · ${by}${comment === null ? '' : ` · ${comment}`}`,
          service: (one) => `${t('outOfService')} · ${one.workOrder} · ${one.reason}`,
        },
      ),
    [alerts, mark, rules.value, t('outOfService')],
  );
  const markers = useMemo<readonly Marker[]>(
    () =>
      events.map(({ at, isOpen, severity }) => ({
        at: at / 1_000,
        ...(isOpen && severity !== null ? { severity } : {}),
      })),
    [events],
  );
  const spans = useMemo<readonly Span[]>(
    () =>
      mark === null
        ? []
        : [{ from: mark.since / 1_000, to: (mark.until ?? 4e12) / 1_000, tone: 'muted' as const }],
    [mark],
  );
  const there = metrics.filter(
    ({ name }) => states.value.get(name)?.extent !== null && states.value.has(name),
  );
  const missing = metrics.filter(({ name }) => {
    const one = states.value.get(name);
    return one?.state === 'there' && one.extent === null;
  });
  const isAway = [...states.value.values()].some(({ state }) => state === 'away');
  const resolution = there[0] === undefined ? null : (states.value.get(there[0].name)?.resolution ?? null);

  return (
    <section class="course" aria-labelledby="course-heading">
      <div class="section-head">
        <h2 id="course-heading">{t('course')}</h2>
        <RangeBar range={range} />
        <span class="spring" />
        <span class="dim course-facts">
          {resolution !== null && p(`resolution_${resolution}`)}
          {to === null && there.length > 0 && ` · ${p('liveEdge')}`}
        </span>
      </div>
      {range.type === 'fixed' && (
        <p class="dim course-facts">
          {formatMoment(range.from, 0)} – {formatMoment(range.to, 0)}
        </p>
      )}
      {isAway && (
        <p class="course-away" role="status">
          {p('historyAway')}
        </p>
      )}
      <EventLane events={events} range={shown} />
      {metrics.map((metric) => (
        <CourseStrip
          key={metric.name}
          deviceId={id}
          kind={kind}
          metric={metric}
          from={from}
          to={to}
          range={shown}
          isLast={metric === there.at(-1)}
          stackKey={`device ${id}`}
          thresholds={thresholdsOf(limits.value?.limits ?? [], { kind, metric: metric.name })}
          markers={markers}
          spans={spans}
          scale={sharedScale(metric.name, states.value)}
          onZoom={zoomTo}
          onState={(name, state) => (states.value = new Map(states.peek()).set(name, state))}
        />
      ))}
      {there.length === 0 && missing.length === metrics.length && <p class="course-nothing">{t('noData')}</p>}
      {there.length > 0 && missing.length > 0 && (
        <p class="dim course-facts">
          {p('notReported', { metrics: missing.map(({ name }) => metricLabel(kind, name)).join(p('comma')) })}
        </p>
      )}
      <p class="dim course-facts">{p('courseHint')}</p>
    </section>
  );
}

function zoomTo([first, last]: [number, number]): void {
  setQuery(writeRange({ type: 'fixed', from: first * 1_000, to: last * 1_000 }), { replace: false });
}

/** What is asked for (ms) and what is shown (s). */
function useStretch(device: DeviceView, range: CourseRange) {
  const metric = kinds[device.kind].metrics[0]?.name ?? '';
  // Where it begins is not known before: a coarse look finds it.
  const first = useAnswer(range.type === 'all' ? device.id : null, () =>
    deviceApi.readings(device.id, { metric, from: 0, to: Math.round(clock.peek()), points: 1_000 }),
  );
  if (range.type === 'fixed') {
    const { from, to } = range;
    return { from, to, shown: [from / 1_000, to / 1_000] as const };
  }
  const now = clock.value;
  const began = first.value?.points[0]?.time ?? device.createdAt;
  const length = range.type === 'all' ? Math.max(hour_ms, now - began) : ranges[range.name];
  const from = range.type === 'all' ? began : liveFrom(length, now);
  const edge = Math.ceil(now / (length * edgeShare)) * length * edgeShare;
  const start = range.type === 'all' ? Math.min(began, edge - hour_ms) : edge - length;
  return { from, to: null, shown: [start / 1_000, edge / 1_000] as const };
}

/** What is measured first, then codes and switches. */
function inOrder(metrics: readonly Metric[]): readonly Metric[] {
  const rank = { measure: 0, code: 1, switch: 2 } as const;
  return metrics.toSorted((a, b) => rank[a.type] - rank[b.type]);
}

/** Phases of one quantity share a scale: one apart from the others is then seen at once. */
function sharedScale(
  name: string,
  states: ReadonlyMap<string, StripState>,
): readonly [number, number] | undefined {
  const group = groupOf(name);
  if (group === name) return undefined;
  const extents = [...states].filter(([other]) => groupOf(other) === group).map(([, { extent }]) => extent);
  const known = extents.filter((extent) => extent !== null);
  if (known.length < 2) return undefined;
  return scaleFor(
    [Math.min(...known.map(([low]) => low)), Math.max(...known.map(([, high]) => high))],
    [],
    true,
  );
}

function groupOf(name: string): string {
  return name.replace(/_(l1|l2|l3|n)_/, '_');
}

function alertWords(alert: AlertWithPlace): string {
  const { finding } = alert;
  return finding === null ? say(alert.title) : `${say(alert.title)} · ${t(findingPhrases[finding])}`;
}
