import type { RuleFile } from '../../../domain/rule-set.ts';
import type { Difference } from '../parts/diff-view.tsx';

/** The names of files that differ between two sets, are new or are gone; in order. */
export function changedNames(before: readonly RuleFile[], after: readonly RuleFile[]): readonly string[] {
  const old = new Map(before.map(({ name, text }) => [name, text]));
  const present = new Map(after.map(({ name, text }) => [name, text]));
  const names = new Set([...old.keys(), ...present.keys()]);
  return [...names].filter((name) => old.get(name) !== present.get(name)).toSorted();
}

/** What a draft changed against the files it began with, on top of the files that are in force now. */
export function rebase(
  draft: readonly RuleFile[],
  began: readonly RuleFile[],
  present: readonly RuleFile[],
): readonly RuleFile[] {
  const files = new Map(present.map((file) => [file.name, file]));
  for (const name of changedNames(began, draft)) {
    const changed = draft.find((file) => file.name === name);
    if (changed === undefined) files.delete(name);
    else files.set(name, changed);
  }
  return [...files.values()];
}

/** The text of a file; empty where the set has no such file. */
export function textOf(files: readonly RuleFile[], name: string): string {
  return files.find((file) => file.name === name)?.text ?? '';
}

/** What differs between two sets, file by file. */
export function differencesOf(
  before: readonly RuleFile[],
  after: readonly RuleFile[],
): readonly Difference[] {
  return changedNames(before, after).map((name) => ({
    name,
    before: textOf(before, name),
    after: textOf(after, name),
  }));
}
