import type { Plan, PlanSituation } from '../../domain/plan.ts';

/** What decides which of two plans fits better: smaller first. */
interface Fit {
  readonly plan: Plan;
  /** How many places lie between; a plan for everywhere comes last. */
  readonly areaDistance: number;
  readonly isForKind: boolean;
  readonly isForSeverity: boolean;
}

/** The plans that fit a situation: those for the nearest area first, then for its kind, then for its severity. */
export function plansFor(
  plans: readonly Plan[],
  situation: Pick<PlanSituation, 'kinds' | 'severity' | 'path'>,
): readonly Plan[] {
  return plans
    .flatMap((plan) => fitOf(plan, situation) ?? [])
    .toSorted(
      (a, b) =>
        (a.areaDistance === b.areaDistance ? 0 : a.areaDistance - b.areaDistance) ||
        Number(b.isForKind) - Number(a.isForKind) ||
        Number(b.isForSeverity) - Number(a.isForSeverity) ||
        (a.plan.id < b.plan.id ? -1 : 1),
    )
    .map(({ plan }) => plan);
}

function fitOf(
  plan: Plan,
  { kinds, severity, path }: Pick<PlanSituation, 'kinds' | 'severity' | 'path'>,
): Fit | null {
  const { match } = plan;
  if (match.kinds.length > 0 && !kinds.some((kind) => match.kinds.includes(kind))) return null;
  if (match.severities.length > 0 && !match.severities.includes(severity)) return null;
  const index = path.findIndex((place) => match.areas.includes(place.slice(place.indexOf(':') + 1)));
  if (match.areas.length > 0 && index === -1) return null;
  return {
    plan,
    areaDistance: match.areas.length === 0 ? Number.MAX_SAFE_INTEGER : index,
    isForKind: match.kinds.length > 0,
    isForSeverity: match.severities.length > 0,
  };
}
