import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkTogether } from './check-together.ts';
import { rulesLimits } from './limits.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import type { Rule, RuleError } from './rule.ts';

/** A rule file as it is written: its name within the folder, and its text. */
interface RuleText {
  readonly name: string;
  readonly text: string;
}

/**
 * The texts of a whole set of rule files → its rules, or everything that is wrong with it at once. Pure: the
 * journal keeps sets as texts. The order of the files does not matter.
 */
export function parseRuleSet(files: readonly RuleText[]): {
  rules: readonly Rule[];
  errors: readonly RuleError[];
} {
  const rules: Rule[] = [];
  const errors: RuleError[] = [];
  const ordered = files.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  for (const [index, { name, text }] of ordered.entries()) {
    if (index >= rulesLimits.files_max) {
      errors.push(fault(name, `more than ${rulesLimits.files_max} rule files`, 'join some of them'));
      break;
    }
    if (name === ordered[index - 1]?.name) {
      errors.push(fault(name, 'two files of this name', 'rename one of them'));
      continue;
    }
    const parsed = parseRuleFile(name, text);
    rules.push(...parsed.rules);
    errors.push(...parsed.errors);
  }
  // Rules that are missing because their own file is wrong would only be told of twice.
  const together = checkTogether(rules, { isComplete: errors.length === 0 });
  return { rules, errors: [...errors, ...together] };
}

/**
 * Every rule file (`*.yaml`, `*.yml`) of a folder, with the rules in it. Nothing is thrown for what a file
 * holds; all errors come at once. Throws when the folder cannot be read.
 */
export async function loadRules(directory: string): Promise<{
  rules: readonly Rule[];
  errors: readonly RuleError[];
  files: readonly RuleText[];
}> {
  const names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const files: RuleText[] = [];
  const tooLarge: RuleError[] = [];
  for (const name of names.slice(0, rulesLimits.files_max + 1)) {
    const path = join(directory, name);
    const { size } = await stat(path);
    if (size <= rulesLimits.fileBytes_max) files.push({ name, text: await readFile(path, 'utf8') });
    else {
      const message = `larger than ${rulesLimits.fileBytes_max} bytes`;
      tooLarge.push(fault(name, message, 'split it: one file a kind'));
    }
  }
  const { rules, errors } = parseRuleSet(files);
  return { rules, errors: [...tooLarge, ...errors], files };
}

function fault(file: string, message: string, hint: string): RuleError {
  return { file, line: 1, message, hint };
}
