import type { RuleFile } from '../../../domain/rule-set.ts';

/** The part of a file that writes down one rule: from its dash to the next one. Line from 1. */
export interface RulePart {
  readonly id: string;
  readonly line: number;
  readonly text: string;
}

/** The rules of a file as they are written, in order. Pure; what is not written as usual is left out. */
export function rulePartsOf({ text }: RuleFile): readonly RulePart[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => {
    const id = /^(\s*)-\s+id:\s*["']?([a-z][a-z0-9-]*)/.exec(line);
    return id?.[2] === undefined ? [] : [{ id: id[2], index, indent: id[1]?.length ?? 0 }];
  });
  const indent = Math.min(...starts.map((start) => start.indent));
  const rules = starts.filter((start) => start.indent === indent);
  return rules.map(({ id, index }, place) => {
    const part = lines.slice(index, rules[place + 1]?.index ?? lines.length);
    return { id, line: index + 1, text: withoutTail(part).join('\n') };
  });
}

/** Ids of rules that are written differently in two sets, are new or gone. */
export function changedRules(before: readonly RuleFile[], after: readonly RuleFile[]): readonly string[] {
  const [old, now] = [toTexts(before), toTexts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id)).toSorted();
}

function toTexts(files: readonly RuleFile[]): ReadonlyMap<string, string> {
  return new Map(files.flatMap(rulePartsOf).map(({ id, text }) => [id, text]));
}

/** What stands before the next rule belongs to that one: blank lines and comments. */
function withoutTail(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return lines.slice(0, last + 1);
}
