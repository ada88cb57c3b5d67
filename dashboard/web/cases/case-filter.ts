import { areaLevels, type AreaLevel } from '../../../domain/area.ts';
import {
  caseCategories,
  caseSources,
  caseSteps,
  type Case,
  type CaseCategory,
  type CaseSource,
  type CaseStep,
} from '../../../domain/case.ts';

export const periods = { day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 } as const;
type Period = keyof typeof periods;
export const orders = ['due', 'severity', 'newest'] as const;
export type Order = (typeof orders)[number];

/** What the address asks for; null asks nothing. */
export interface CaseFilters {
  readonly step: CaseStep | null;
  readonly level: AreaLevel | null;
  readonly area: string | null;
  readonly category: CaseCategory | null;
  readonly source: CaseSource | null;
  readonly late: boolean;
  readonly mine: boolean;
  readonly text: string;
  readonly period: Period | null;
  /** Also what has ended. */
  readonly all: boolean;
  readonly order: Order;
}

/** What the address says; what it does not know is nothing. */
export function filtersOf(query: URLSearchParams): CaseFilters {
  return {
    step: oneOf(caseSteps, query.get('step')),
    level: oneOf(areaLevels, query.get('level')),
    area: query.get('area'),
    category: oneOf(caseCategories, query.get('category')),
    source: oneOf(caseSources, query.get('source')),
    late: query.has('late'),
    mine: query.has('mine'),
    text: query.get('text')?.trim() ?? '',
    period: oneOf(Object.keys(periods) as Period[], query.get('period')),
    all: query.has('all'),
    order: oneOf(orders, query.get('order')) ?? 'due',
  };
}

/** The names in the address that filter. */
export const filterNames = [
  ...(['step', 'level', 'area', 'category', 'source', 'late', 'mine', 'text', 'period', 'all'] as const),
];

export function isFiltered(query: URLSearchParams): boolean {
  return filterNames.some((name) => query.has(name));
}

/** Whether an open case is asked for. `me`: the username of who looks; `now`: ms. */
export function isAskedFor(
  one: Case,
  filters: CaseFilters,
  { me, now }: { readonly me: string; readonly now: number },
): boolean {
  const { step, level, area, category, source, late, mine, text, period } = filters;
  return (
    (step === null || one.step === step) &&
    (level === null || one.level === level) &&
    (area === null || one.path.some((place) => place.slice(place.indexOf(':') + 1) === area)) &&
    (category === null || one.category === category) &&
    (source === null || one.source === source) &&
    (!late || one.overdueSince !== null) &&
    (!mine || one.assignee === me) &&
    (period === null || one.reportedAt >= now - periods[period]) &&
    (text === '' || hasText(one, text.toLowerCase()))
  );
}

function hasText({ number, title, description }: Case, text: string): boolean {
  return [number, title, description].some((words) => words.toLowerCase().includes(text));
}

/** In an order that changes only with the cases themselves. What is on hold, or has no deadline, is due last. */
export function inOrder<C extends Case>(cases: readonly C[], order: Order): readonly C[] {
  const byNewest = (a: C, b: C): number => b.reportedAt - a.reportedAt || (a.id < b.id ? -1 : 1);
  if (order === 'newest') return cases.toSorted(byNewest);
  const bySeverity = (a: C, b: C): number => a.severity - b.severity;
  if (order === 'severity') return cases.toSorted((a, b) => bySeverity(a, b) || byNewest(a, b));
  // Two without a deadline must not give NaN.
  const due = ({ dueAt }: C): number => dueAt ?? Number.MAX_SAFE_INTEGER;
  return cases.toSorted((a, b) => due(a) - due(b) || bySeverity(a, b) || byNewest(a, b));
}

function oneOf<T extends string>(known: readonly T[], word: string | null): T | null {
  return known.find((one) => one === word) ?? null;
}
