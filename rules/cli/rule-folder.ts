import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { loadRules, parseRuleSet } from '../load-rules.ts';
import type { Rule, RuleError } from '../rule.ts';

/** Where the rules lie that the product ships with. */
export const shippedFolder = join(import.meta.dirname, '../defaults');

/** Rules as they were found on disk. */
export interface FoundRules {
  readonly rules: readonly Rule[];
  readonly errors: readonly RuleError[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** The folder whose files they are, with their tests in it. */
  readonly folder: string;
}

/** The rules of a folder, or of some files that are taken for a whole set. Throws when they cannot be read. */
export async function findRules(paths: readonly string[]): Promise<FoundRules> {
  const [first = shippedFolder, ...others] = paths;
  if (others.length === 0 && (await stat(first)).isDirectory()) {
    return { ...(await loadRules(first)), folder: first };
  }
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })),
  );
  return { ...parseRuleSet(files), files, folder: dirname(first) };
}

/** `rules/water.yaml:12: no such metric (did you mean depth_m?)`, from where the command was run. */
export function toErrorLine({ file, line, message, hint }: RuleError, folder: string): string {
  const path = relative(process.cwd(), join(folder, file));
  return `${path}:${line}: ${message}${hint === '' ? '' : ` (${hint})`}`;
}
