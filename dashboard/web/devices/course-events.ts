import type { ServiceMark } from '../../../domain/alert.ts';
import type { RuleSetView } from '../../../domain/rule-set.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { alertPath } from '../shell/router.ts';

/** Something that happened around a device, above its courses. Times in ms. */
export interface CourseEvent {
  readonly key: string;
  readonly at: number;
  readonly type: 'alert' | 'rules' | 'service';
  readonly severity: Severity | null;
  readonly isOpen: boolean;
  readonly words: string;
  readonly href: string | null;
}

/** Events so near to each other that they are one mark. */
export interface EventCluster {
  /** Of the first, ms. */
  readonly at: number;
  /** Where it stands, 0 to 1. */
  readonly share: number;
  readonly events: readonly CourseEvent[];
}

/** Marks nearer than this share of the width would cover each other. */
const nearShare = 0.012;

export function courseEvents(
  known: {
    readonly alerts: readonly AlertWithPlace[];
    readonly ruleSets: readonly Pick<RuleSetView, 'id' | 'at' | 'by' | 'comment'>[];
    readonly mark: ServiceMark | null;
  },
  words: {
    readonly alert: (alert: AlertWithPlace) => string;
    readonly rules: (set: Pick<RuleSetView, 'by' | 'comment'>) => string;
    readonly service: (mark: ServiceMark) => string;
  },
): readonly CourseEvent[] {
  const { alerts, ruleSets, mark } = known;
  const events: readonly CourseEvent[] = [
    ...alerts.map((alert) => ({
      key: alert.id,
      at: alert.raisedAt,
      type: 'alert' as const,
      severity: alert.displayedSeverity,
      isOpen: alert.closedAt === null,
      words: words.alert(alert),
      href: alertPath(alert.id),
    })),
    ...ruleSets.map((set) => ({
      key: `rules ${set.id} ${set.at}`,
      at: set.at,
      type: 'rules' as const,
      severity: null,
      isOpen: false,
      words: words.rules(set),
      href: '/rules',
    })),
    ...(mark === null
      ? []
      : [
          {
            key: `service ${mark.since}`,
            at: mark.since,
            type: 'service' as const,
            severity: null,
            isOpen: true,
            words: words.service(mark),
            href: null,
          },
        ]),
  ];
  return events.toSorted((a, b) => a.at - b.at);
}

/** The events within a stretch, s, put together where they would cover each other. */
export function clusterEvents(
  events: readonly CourseEvent[],
  [from_s, to_s]: readonly [number, number],
): readonly EventCluster[] {
  const clusters: { at: number; share: number; events: CourseEvent[] }[] = [];
  for (const event of events) {
    const share = (event.at / 1_000 - from_s) / (to_s - from_s);
    if (share < 0 || share > 1) continue;
    const last = clusters.at(-1);
    if (last !== undefined && share - last.share < nearShare) last.events.push(event);
    else clusters.push({ at: event.at, share, events: [event] });
  }
  return clusters;
}
