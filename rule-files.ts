import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { RuleFile } from './domain/rule-set.ts';
import { loadRules, parseRuleSet } from './rules/load-rules.ts';

/**
 * The rule files of a folder (null: those that are shipped); those with a fault are left out and logged, because
 * some watch is better than none. Throws when no usable rule is left.
 */
export async function readRuleFiles(
  directory: string | null,
  log: Logger,
): Promise<{ readonly files: readonly RuleFile[]; readonly areWhole: boolean }> {
  const folder = directory ?? fileURLToPath(new URL('rules/defaults', import.meta.url));
  const { errors, files } = await loadRules(folder);
  for (const error of errors) log.error({ event: 'rule-error', ...error }, 'a rule file is refused');
  const sound = files.filter(({ name }) => !errors.some(({ file }) => file === name));
  if (parseRuleSet(sound).rules.length === 0) throw new Error(`There is no usable rule in ${folder}.`);
  return { files: sound, areWhole: errors.length === 0 };
}
