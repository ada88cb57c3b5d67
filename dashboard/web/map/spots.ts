import type { Severity } from '../../../domain/severity.ts';
import type { LonLat } from './geometry.ts';
import type { Countdown, Thing } from './things.ts';

/** Everything at one position: one mark for the worst, with how many more there are. */
export interface Spot {
  /** The position, written out. */
  readonly id: string;
  readonly at: LonLat;
  /** The worst first. */
  readonly things: readonly Thing[];
}

/** The things that have a position, by position. */
export function spotsOf(things: readonly Thing[]): readonly Spot[] {
  const byPosition = new Map<string, { at: LonLat; things: Thing[] }>();
  for (const thing of things) {
    if (thing.at === null) continue;
    const id = thing.at.map((angle) => angle.toFixed(6)).join(',');
    const here = byPosition.get(id);
    if (here === undefined) byPosition.set(id, { at: thing.at, things: [thing] });
    else here.things.push(thing);
  }
  return [...byPosition].map(([id, here]) => ({ id, ...here }));
}

/** What is drawn of a spot. */
export interface SpotMark {
  readonly id: string;
  readonly at: LonLat;
  /** The name of its icon. */
  readonly icon: string;
  readonly severity: Severity;
  readonly isUnacknowledged: boolean;
  /** Further things at the same position. */
  readonly more: number;
  /** What has more is drawn later, and so lies on top: the worst, and the unacknowledged before the others. */
  readonly order: number;
}

/** Steps of a forecast's ring from when it was made to when it comes true: each is an icon of its own. */
export const ringSteps = 24;

export function markOf({ id, at, things }: Spot, now: number): SpotMark {
  const [first] = things;
  if (first === undefined) throw new Error('a spot has things');
  const { severity, countdown } = first;
  const look = first.isUnacknowledged ? 'new' : 'seen';
  const isUnacknowledged = things.some((thing) => thing.isUnacknowledged);
  return {
    id,
    at,
    icon:
      countdown === null ? `mark-${severity}-${look}` : `ring-${severity}-${look}-${stepOf(countdown, now)}`,
    severity,
    isUnacknowledged,
    more: things.length - 1,
    order: (4 - severity) * 2 + Number(isUnacknowledged),
  };
}

/** How far the ring is closed: wholly only when its time has come. */
function stepOf({ from, to }: Countdown, now: number): number {
  if (to <= from) return ringSteps;
  return Math.floor(Math.min(1, Math.max(0, (now - from) / (to - from))) * ringSteps);
}

/** Whether the same would be drawn. */
export function areSame(
  before: ReadonlyMap<string, SpotMark>,
  after: ReadonlyMap<string, SpotMark>,
): boolean {
  return before.size === after.size && [...after.values()].every((mark) => isSame(before.get(mark.id), mark));
}

function isSame(a: SpotMark | undefined, b: SpotMark): boolean {
  // The place is in the id, severity and look are in the icon's name.
  return (
    a !== undefined && a.icon === b.icon && a.more === b.more && a.isUnacknowledged === b.isUnacknowledged
  );
}
