import { kinds } from '../../../domain/kinds.ts';
import type { Plan, PlanRunEvent } from '../../../domain/plan.ts';
import { formatLead } from '../parts/format.ts';
import { language, listed, say } from '../shell/language.ts';
import { t } from './phrases.ts';

/** What a plan is for, in words. */
export function kindWords({ match }: Pick<Plan, 'match'>): string {
  if (match.kinds.length === 0) return t('anyKind');
  return listed(match.kinds.map((kind) => say(kinds[kind].label)));
}

export function areaWords({ match }: Pick<Plan, 'match'>): string {
  return match.areas.length === 0 ? t('anyArea') : match.areas.join(', ');
}

export function distanceWords(distance_m: number): string {
  return distance_m < 1_000 ? `${distance_m} m` : `${Number((distance_m / 1_000).toFixed(1))} km`;
}

export function withinWords(within_s: number | null): string {
  return within_s === null ? '–' : formatLead(within_s, language.value);
}

export const eventPhrases = {
  start: 'eventStart',
  done: 'eventDone',
  skipped: 'eventSkipped',
  impossible: 'eventImpossible',
  undone: 'eventUndone',
  note: 'eventNote',
  late: 'eventLate',
  end: 'eventEnd',
} as const satisfies Record<PlanRunEvent['type'], string>;

/** Where a plan is printed from, in the page's language. */
export function printPath(type: 'plans' | 'plan-runs', id: string): string {
  return `/api/${type}/${encodeURIComponent(id)}/print?lang=${language.value}`;
}

export function runPath(id: string): string {
  return `/plan-runs/${encodeURIComponent(id)}`;
}

export function planPath(id: string): string {
  return `/plans/${encodeURIComponent(id)}`;
}
