import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { CompiledRule, RuleVariants } from './compiled-rules.ts';
import { createPage, isFull, layoutOf, type Page } from './page.ts';

/** A rule with the place of its memory, counted from a device's base. */
export interface PlannedRule {
  readonly compiled: CompiledRule;
  readonly memoryAt: number;
  /** The one before it in the plan that remembers the very same: they share the numbers, and one of them writes. */
  readonly sharesWith: PlannedRule | null;
}

/** Whether this rule is the one that takes readings into its memory: another may do, unless it broke. */
export function isWriter({ sharesWith }: PlannedRule): boolean {
  for (let other = sharesWith; other !== null; other = other.sharesWith) {
    if (!other.compiled.isDisabled) return false;
  }
  return true;
}

/** The rules that some devices meet, with how their numbers lie. Devices of one plan share pages. */
export interface Plan {
  readonly rules: readonly PlannedRule[];
  /** Per metric two numbers, both excluded: while all values lie between or are missing, most rules are quiet. */
  readonly bands: Float64Array;
  /** Places of the rules that must be asked all the same. */
  readonly always: Int32Array;
  /** Numbers per device. */
  readonly stride: number;
  /** Places of the rules that must be asked when time alone changes them. */
  readonly timed: Int32Array;
  readonly pages: Page[];
}

/** Which rules a device meets, by where it stands; the same object for all devices that meet the same. */
export interface Planner {
  planFor(deviceId: string, path: readonly PlaceId[]): Plan;
  plans(): Iterable<Plan>;
}

export function createPlanner(kind: SensorKind, rules: readonly RuleVariants[]): Planner {
  const plans = new Map<string, Plan>();
  /** By path alone, for devices that no rule names; thousands of devices share a few hundred places. */
  const byPath = new Map<string, Plan>();
  const named = new Set(rules.flatMap(({ devices }) => [...devices]));

  function planFor(deviceId: string, path: readonly PlaceId[]): Plan {
    if (named.has(deviceId)) return choose(deviceId, path);
    const key = path.join('\n');
    let plan = byPath.get(key);
    if (plan === undefined) byPath.set(key, (plan = choose(deviceId, path)));
    return plan;
  }

  function choose(deviceId: string, path: readonly PlaceId[]): Plan {
    const chosen = rules
      .map((variants) => variants.at(deviceId, path))
      .filter((compiled) => compiled !== null);
    const key = chosen.map(({ key: one }) => one).join('\n');
    let plan = plans.get(key);
    if (plan === undefined) plans.set(key, (plan = createPlan(kind, chosen)));
    return plan;
  }

  return { planFor, plans: () => plans.values() };
}

function createPlan(kind: SensorKind, chosen: readonly CompiledRule[]): Plan {
  let stride = layoutOf(kind).memoryAt;
  const memories = new Map<string, PlannedRule>();
  const rules = chosen.map((compiled) => {
    const sharesWith = compiled.slots === 0 ? null : (memories.get(compiled.memoryKey) ?? null);
    const planned = { compiled, memoryAt: sharesWith?.memoryAt ?? stride, sharesWith };
    if (sharesWith === null) stride += compiled.slots;
    if (compiled.slots > 0) memories.set(compiled.memoryKey, planned);
    return planned;
  });
  return {
    rules,
    stride,
    bands: joinBands(kind, chosen),
    always: Int32Array.from(chosen.keys()).filter((position) => !isBanded(chosen[position])),
    timed: Int32Array.from(chosen.keys()).filter((position) => chosen[position]?.isTimed === true),
    pages: [],
  };
}

/** True where the bands say it all: nothing to remember, nothing that time does. */
function isBanded(compiled: CompiledRule | undefined): boolean {
  return compiled?.evaluator.quietBands !== undefined && compiled.slots === 0 && !compiled.isTimed;
}

/** What lies within the bands of every rule. */
function joinBands(kind: SensorKind, chosen: readonly CompiledRule[]): Float64Array {
  const bands = Float64Array.from(kinds[kind].metrics.flatMap(() => [-Infinity, Infinity]));
  for (const compiled of chosen) {
    if (!isBanded(compiled)) continue;
    for (const { metric, above, below } of compiled.evaluator.quietBands ?? []) {
      bands[2 * metric] = Math.max(bands[2 * metric] ?? -Infinity, above);
      bands[2 * metric + 1] = Math.min(bands[2 * metric + 1] ?? Infinity, below);
    }
  }
  return bands;
}

/** A page of the plan with room for one more device. */
export function openPage(plan: Plan): Page {
  const last = plan.pages.at(-1);
  if (last !== undefined && !isFull(last)) return last;
  const page = createPage(plan.stride);
  plan.pages.push(page);
  return page;
}
