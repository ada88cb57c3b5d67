import type { Area } from '../../../domain/area.ts';
import { kindNames, type SensorKind } from '../../../domain/kinds.ts';
import type { AreaIndex } from './areas.ts';

/** A line of the desk's tree. */
export type TreeNode = {
  readonly id: string;
  readonly depth: number;
  /** Among its siblings, from 1, and how many those are. */
  readonly place: number;
  readonly siblings: number;
  readonly isExpanded: boolean | null;
} & (
  | { readonly type: 'all' }
  | { readonly type: 'kinds' }
  | { readonly type: 'area'; readonly area: Area }
  | { readonly type: 'kind'; readonly kind: SensorKind }
);

export const allId = 'all';
export const kindsId = 'kinds';

export function areaId(code: string): string {
  return `area:${code}`;
}

/** The areas that are open at first: down to the communities, whose grids would be too many. */
export function firstExpanded({ byCode }: AreaIndex): ReadonlySet<string> {
  const open = [...byCode.values()].filter(({ level }) => level === 'district' || level === 'street');
  return new Set([allId, kindsId, ...open.map(({ code }) => areaId(code))]);
}

/** The lines that can be seen while these nodes are open: all areas, then the kinds. */
export function visibleNodes({ below }: AreaIndex, expanded: ReadonlySet<string>): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  const roots = below.get(null) ?? [];
  const isAllOpen = roots.length === 0 ? null : expanded.has(allId);
  nodes.push({ type: 'all', id: allId, depth: 1, place: 1, siblings: 2, isExpanded: isAllOpen });

  function walk(areas: readonly Area[], depth: number): void {
    areas.forEach((area, index) => {
      const children = below.get(area.code) ?? [];
      const id = areaId(area.code);
      const isExpanded = children.length === 0 ? null : expanded.has(id);
      nodes.push({ type: 'area', id, area, depth, place: index + 1, siblings: areas.length, isExpanded });
      if (isExpanded === true) walk(children, depth + 1);
    });
  }
  if (isAllOpen === true) walk(roots, 2);

  const areKindsOpen = expanded.has(kindsId);
  nodes.push({ type: 'kinds', id: kindsId, depth: 1, place: 2, siblings: 2, isExpanded: areKindsOpen });
  if (areKindsOpen) {
    kindNames.forEach((kind, index) => {
      const siblings = kindNames.length;
      const node = { id: `kind:${kind}`, depth: 2, place: index + 1, siblings, isExpanded: null };
      nodes.push({ ...node, type: 'kind', kind });
    });
  }
  return nodes;
}

/** The node that this one is below; −1 for one of the two at the top. */
export function parentIndex(nodes: readonly TreeNode[], index: number): number {
  const depth = nodes[index]?.depth ?? 1;
  return nodes.slice(0, index).findLastIndex((node) => node.depth < depth);
}

/** The next node after `from`, around the end, whose words begin with what was typed; −1: none. */
export function findTyped(words: readonly string[], from: number, typed: string): number {
  const wanted = typed.toLowerCase();
  const start = typed.length > 1 ? from : from + 1;
  for (let step = 0; step < words.length; step += 1) {
    const index = (start + step) % words.length;
    if (words[index]?.toLowerCase().startsWith(wanted) === true) return index;
  }
  return -1;
}
