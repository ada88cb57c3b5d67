import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule, RuleError } from '../rule.ts';
import { parseYamlContent, type YamlContent } from '../yaml-content.ts';
import { RuleTestFile } from './rule-test-file.ts';
import { runRuleTest, type RuleTestResult } from './run-rule-test.ts';
import type { Simulate } from './test-readings.ts';

/** Where the tests of a folder of rules lie. */
export const testFolder = 'tests';

/** What came of the tests of one file. */
export interface RuleTestReport {
  readonly file: string;
  readonly errors: readonly RuleError[];
  readonly results: readonly (RuleTestResult & { readonly line: number })[];
}

/** The texts of the test files of a folder of rules; none where it has no tests. */
export async function readRuleTestFiles(
  folder: string,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const directory = join(folder, testFolder);
  let names: readonly string[];
  try {
    names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const files = names.map(async (name) => ({
    name: join(testFolder, name),
    text: await readFile(join(directory, name), 'utf8'),
  }));
  return await Promise.all(files);
}

/** Runs every test of a file, or tells what is wrong with the file. `only`: those whose name contains it. */
export async function runRuleTests(
  file: { readonly name: string; readonly text: string },
  using: { readonly rules: readonly Rule[]; readonly simulate: Simulate; readonly only?: string },
): Promise<RuleTestReport> {
  const { content, errors, lineAt } = parse(file);
  const found = [...errors];
  const results: (RuleTestResult & { line: number })[] = [];
  for (const [index, entry] of (content?.tests ?? []).entries()) {
    if (using.only !== undefined && !entry.name.includes(using.only)) continue;
    const result = await runRuleTest(entry, using);
    results.push({ ...result, line: lineAt(['tests', index]) });
    for (const { path, message } of result.faults) {
      found.push({ file: file.name, line: lineAt(['tests', index, ...path]), message, hint: '' });
    }
  }
  return { file: file.name, errors: found, results };
}

function parse(file: { readonly name: string; readonly text: string }): YamlContent<RuleTestFile> {
  return parseYamlContent<RuleTestFile>(file, RuleTestFile, 'rule-test-file.schema.json');
}

/** Which rules the tests name, without running them; and what is wrong with the files' form. */
export function toTestedRules(files: readonly { readonly name: string; readonly text: string }[]): {
  readonly ruleIds: ReadonlySet<string>;
  readonly errors: readonly RuleError[];
} {
  const ruleIds = new Set<string>();
  const errors: RuleError[] = [];
  for (const file of files) {
    const parsed = parse(file);
    errors.push(...parsed.errors);
    for (const { expect = [], silent = [] } of parsed.content?.tests ?? []) {
      for (const id of [...expect.map(({ rule }) => rule), ...silent]) ruleIds.add(id);
    }
  }
  return { ruleIds, errors };
}
