import type { Area } from '../../../domain/area.ts';

/** An area with how deep it lies, for a table that reads as a tree. */
export interface AreaRow {
  readonly area: Area;
  readonly depth: number;
}

/**
 * Areas in the order of their tree, siblings by code. Those whose parent does not exist stand at the top; with a
 * circle, by a slip of whoever entered it, none is lost.
 */
export function toAreaRows(areas: readonly Area[]): readonly AreaRow[] {
  const codes = new Set(areas.map(({ code }) => code));
  const below = Map.groupBy(areas, ({ parentCode }) =>
    parentCode !== null && codes.has(parentCode) ? parentCode : null,
  );
  const rows: AreaRow[] = [];
  const seen = new Set<string>();
  const add = (list: readonly Area[], depth: number): void => {
    for (const area of list.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
      if (seen.has(area.code)) continue;
      seen.add(area.code);
      rows.push({ area, depth });
      add(below.get(area.code) ?? [], depth + 1);
    }
  };
  add(below.get(null) ?? [], 0);
  add(areas, 0);
  return rows;
}
