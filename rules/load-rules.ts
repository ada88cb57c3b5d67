import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rulesLimits } from './limits.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import type { Rule, RuleError } from './rule.ts';

/**
 * Every rule file (`*.yaml`, `*.yml`) of a folder, in the order of their names. Nothing is thrown for
 * what a file holds; all errors come at once. Throws when the folder cannot be read.
 */
export async function loadRules(
  directory: string,
): Promise<{ rules: readonly Rule[]; errors: readonly RuleError[] }> {
  const names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const rules: Rule[] = [];
  const errors: RuleError[] = [];
  for (const [index, name] of names.entries()) {
    if (index >= rulesLimits.files_max) {
      errors.push({
        file: name,
        line: 1,
        message: `more than ${rulesLimits.files_max} rule files`,
        hint: '',
      });
      break;
    }
    const parsed = await loadFile(directory, name);
    rules.push(...parsed.rules);
    errors.push(...parsed.errors);
  }
  return { rules, errors: [...errors, ...checkTogether(rules)] };
}

async function loadFile(directory: string, name: string): ReturnType<typeof loadRules> {
  const path = join(directory, name);
  const { size } = await stat(path);
  if (size > rulesLimits.fileBytes_max) {
    const message = `larger than ${rulesLimits.fileBytes_max} bytes`;
    return { rules: [], errors: [{ file: name, line: 1, message, hint: 'split it: one file a kind' }] };
  }
  return parseRuleFile(name, await readFile(path, 'utf8'));
}

/** What only shows across files: an id used twice, too many rules for a kind. */
function checkTogether(rules: readonly Rule[]): readonly RuleError[] {
  const errors: RuleError[] = [];
  const first = new Map<string, Rule>();
  const counts = new Map<string, number>();
  for (const rule of rules) {
    const { file, line } = rule;
    const other = first.get(rule.id);
    if (other !== undefined) {
      const hint = `it is already in ${other.file}, line ${other.line}`;
      errors.push({ file, line, message: `duplicate id ${rule.id}`, hint });
    } else first.set(rule.id, rule);
    const count = (counts.get(rule.kind) ?? 0) + 1;
    counts.set(rule.kind, count);
    if (count === rulesLimits.rulesPerKind_max + 1) {
      const message = `more than ${rulesLimits.rulesPerKind_max} rules for ${rule.kind}`;
      errors.push({ file, line, message, hint: '' });
    }
  }
  return errors;
}
