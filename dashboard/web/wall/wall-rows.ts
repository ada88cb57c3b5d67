import type { Severity } from '../../../domain/severity.ts';
import type { Text } from '../../../domain/text.ts';
import type { AlertWithPlace, LiveIncident } from '../../live-protocol.ts';
import { thingsOf, type Thing } from '../map/things.ts';

/** What the wall lists, what does not fit, and how bad that is. */
export interface WallRows {
  readonly shown: readonly Thing[];
  readonly hidden: readonly { readonly severity: Severity; readonly count: number }[];
  readonly hiddenCount: number;
}

const nowhere = { ofAlert: () => null, ofIncident: () => null };

/** What needs somebody now: unacknowledged, or critical. The worst first, as on the desk. */
export function needsSomebody(
  alerts: readonly AlertWithPlace[],
  incidents: readonly LiveIncident[],
): readonly Thing[] {
  return thingsOf(alerts, incidents, nowhere).filter(
    ({ isUnacknowledged, severity }) => isUnacknowledged || severity === 1,
  );
}

/** As many as there are lines; where they do not do, the last line says what is left out. */
export function fitRows(things: readonly Thing[], lines: number): WallRows {
  const room = things.length <= lines ? things.length : Math.max(0, lines - 1);
  const left = things.slice(room);
  const counts = new Map<Severity, number>();
  for (const { severity } of left) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return {
    shown: things.slice(0, room),
    hidden: [...counts]
      .map(([severity, count]) => ({ severity, count }))
      .toSorted((a, b) => a.severity - b.severity),
    hiddenCount: left.length,
  };
}

const between = ' · ';

/** Where something is, without the flat or shop: a place begins with its two nearest areas; the nearer says enough. */
export function coarsePlace({ zh, en }: Text): Text {
  return { zh: cut(zh), en: cut(en) };
}

/** Where an incident is, which may be an area: its areas, without the shop. */
export function areaPlace({ zh, en }: Text): Text {
  return { zh: areasOf(zh), en: areasOf(en) };
}

function areasOf(place: string): string {
  return place.split(between).slice(0, 2).join(between);
}

function cut(place: string): string {
  const parts = place.split(between);
  // Of two, the second may be a shop or a device.
  return parts[parts.length > 2 ? 1 : 0] ?? place;
}
