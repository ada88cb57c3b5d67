import type { FigureRow, FigureTable } from '../../../domain/figures.ts';
import type { RuleView } from '../../../domain/rule-set.ts';

/** How much a rule rang, and for how much of it nothing was the matter. */
export interface RuleNoise {
  /** Announced alerts in the period. */
  readonly announced: number;
  readonly perDay: number;
  /** Of those that staff judged, 0 to 1; null: nobody judged any. */
  readonly falseShare: number | null;
  readonly judged: number;
  /** How often it began to come and go. */
  readonly chattering: number;
}

/** The days over which noise is looked at. */
export const noisePeriod_days = 30;
/** From so many judged alerts on a share says something. */
export const judgedMin = 5;

const day_s = 86_400;

export function toNoise(row: FigureRow): RuleNoise {
  const { falseAlarmShare, chattering } = row.figures;
  return {
    announced: row.announced,
    perDay: row.announced / Math.max(1, row.duration_s / day_s),
    falseShare: falseAlarmShare.value,
    judged: falseAlarmShare.base,
    chattering: chattering.value ?? 0,
  };
}

/** By rule; null while nobody knows. A rule that is not in it rang nothing, unless some were left out. */
export function noiseByRule(table: FigureTable | null): ReadonlyMap<string, RuleNoise> | null {
  return table === null ? null : new Map(table.groups.map((row) => [row.key, toNoise(row)]));
}

/** Rings mostly for nothing: more than half of enough judged alerts. */
export function isMostlyFalse({ falseShare, judged }: RuleNoise): boolean {
  return falseShare !== null && judged >= judgedMin && falseShare > 0.5;
}

/**
 * `on`: in force. `broken`: written down, but it failed and is not evaluated. `ingredient`: only for other rules.
 * `changed`: in force, and changed in one's own draft.
 */
export const ruleStates = ['on', 'changed', 'ingredient', 'broken'] as const;
export type RuleState = (typeof ruleStates)[number];

export function stateOf(rule: RuleView, changed: readonly string[]): RuleState {
  if (rule.disabledBecause !== null) return 'broken';
  if (changed.includes(rule.id)) return 'changed';
  return rule.announce ? 'on' : 'ingredient';
}
