import { areaLevels, type Area } from '../../../domain/area.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import type { AreaCount } from './desk-api.ts';

/** More levels mean that areas are their own parents, by a slip of whoever entered them. */
const levelsMax = 8;

/** The areas, to walk down from above and up from below. */
export interface AreaIndex {
  readonly byCode: ReadonlyMap<string, Area>;
  /** By parent, in their order; those without a parent that is known under null. */
  readonly below: ReadonlyMap<string | null, readonly Area[]>;
}

export const noAreas: AreaIndex = { byCode: new Map(), below: new Map() };

export function indexAreas(areas: readonly Area[]): AreaIndex {
  const byCode = new Map(areas.map((area) => [area.code, area]));
  const below = new Map<string | null, Area[]>();
  for (const area of areas) {
    const parent = area.parentCode !== null && byCode.has(area.parentCode) ? area.parentCode : null;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [area]);
    else siblings.push(area);
  }
  for (const siblings of below.values()) siblings.sort(byLevelAndCode);
  return { byCode, below };
}

/** `b2` before `b10`, as people count. */
function byLevelAndCode(a: Area, b: Area): number {
  return (
    areaLevels.indexOf(a.level) - areaLevels.indexOf(b.level) ||
    a.code.localeCompare(b.code, 'en', { numeric: true })
  );
}

/** The area and those around it, the nearest first. Empty where it is unknown. */
export function areasAround({ byCode }: AreaIndex, code: string | null): readonly Area[] {
  const around: Area[] = [];
  let next = code;
  while (next !== null && around.length < levelsMax) {
    const area = byCode.get(next);
    if (area === undefined) break;
    around.push(area);
    next = area.parentCode;
  }
  return around;
}

export function isWithin(index: AreaIndex, code: string | null, area: string): boolean {
  return code === area || areasAround(index, code).some((each) => each.code === area);
}

/** What is in an area and everything below it, or of one kind. */
export interface Figures {
  devices: number;
  /** Offline, or not heard of since the service started. */
  silent: number;
  open: number;
  unacknowledged: number;
  /** The worst displayed severity of the open alerts; of those that nobody acknowledged. */
  worst: Severity | null;
  worstWaiting: Severity | null;
}

const figureNames = [
  'devices',
  'silent',
  'open',
  'unacknowledged',
  'worst',
  'worstWaiting',
] as const satisfies readonly (keyof Figures)[];

export interface DeskFigures {
  readonly all: Readonly<Figures>;
  readonly byArea: ReadonlyMap<string, Readonly<Figures>>;
  readonly byKind: ReadonlyMap<SensorKind, Readonly<Figures>>;
}

/** Counts devices and open alerts: each in its area and all those around, and in its kind. Muted ones are open, too. */
export function countFigures(
  index: AreaIndex,
  counts: readonly AreaCount[],
  alerts: readonly AlertWithPlace[],
): DeskFigures {
  const all = noFigures();
  const byArea = new Map<string, Figures>();
  const byKind = new Map<SensorKind, Figures>();
  const chains = new Map<string | null, readonly Figures[]>();

  /** The figures that something in this area counts in: looked up once for each area. */
  function chainOf(code: string | null): readonly Figures[] {
    let chain = chains.get(code);
    if (chain === undefined) {
      chain = areasAround(index, code).map((area) => ofKey(byArea, area.code));
      chains.set(code, chain);
    }
    return chain;
  }

  for (const { areaCode, kind, total, offline, unknown } of counts) {
    for (const figures of [all, ofKey(byKind, kind), ...chainOf(areaCode)]) {
      figures.devices += total;
      figures.silent += offline + unknown;
    }
  }
  for (const alert of alerts) {
    addAlert(all, alert);
    addAlert(ofKey(byKind, alert.kind), alert);
    for (const figures of chainOf(alert.areaCode)) addAlert(figures, alert);
  }
  return { all, byArea, byKind };
}

/** The figures, each the very object of before where nothing changed, so that nothing is drawn anew for it. */
export function keepSame(before: DeskFigures | null, now: DeskFigures): DeskFigures {
  if (before === null) return now;
  return {
    all: sameOr(before.all, now.all),
    byArea: new Map([...now.byArea].map(([code, each]) => [code, sameOr(before.byArea.get(code), each)])),
    byKind: new Map([...now.byKind].map(([kind, each]) => [kind, sameOr(before.byKind.get(kind), each)])),
  };
}

function sameOr(before: Readonly<Figures> | undefined, now: Readonly<Figures>): Readonly<Figures> {
  if (before === undefined) return now;
  return figureNames.every((name) => before[name] === now[name]) ? before : now;
}

function ofKey<K>(figures: Map<K, Figures>, key: K): Figures {
  let found = figures.get(key);
  if (found === undefined) {
    found = noFigures();
    figures.set(key, found);
  }
  return found;
}

export function noFigures(): Figures {
  return { devices: 0, silent: 0, open: 0, unacknowledged: 0, worst: null, worstWaiting: null };
}

function addAlert(figures: Figures, { operator, displayedSeverity }: AlertWithPlace): void {
  figures.open += 1;
  if (figures.worst === null || displayedSeverity < figures.worst) figures.worst = displayedSeverity;
  if (operator !== 'unacknowledged') return;
  figures.unacknowledged += 1;
  if (figures.worstWaiting === null || displayedSeverity < figures.worstWaiting) {
    figures.worstWaiting = displayedSeverity;
  }
}
