import { Command } from 'commander';
import { readRuleTestFiles, toTestedRules } from '../rule-tests/run-rule-tests.ts';
import type { ProgramContext } from './program-context.ts';
import { findRules, shippedFolder, toErrorLine } from './rule-folder.ts';

/** `check`: everything that is wrong with rule files, at once, with lines and hints. */
export function createCheckCommand(context: ProgramContext): Command {
  return new Command('check')
    .description('tells everything that is wrong with rule files and their tests, with lines and hints')
    .argument('[paths...]', `a folder, or files that make a whole set; by default the shipped rules`)
    .action(run);

  async function run(paths: readonly string[]): Promise<void> {
    const { rules, errors, files, folder } = await findRules(paths.length === 0 ? [shippedFolder] : paths);
    const testFiles = await readRuleTestFiles(folder);
    const tests = toTestedRules(testFiles);
    const all = [...errors, ...tests.errors];
    for (const error of all) context.print(toErrorLine(error, folder));
    const untested = rules.filter(({ id }) => !tests.ruleIds.has(id));
    for (const { file, line, id } of untested) {
      const hint = 'npm run rules -- test --help tells how';
      context.print(`warning: ${toErrorLine({ file, line, message: `${id} has no test`, hint }, folder)}`);
    }
    if (files.length === 0) context.print(`warning: there is no rule file in ${folder}`);
    const verdict = all.length === 0 ? 'no errors' : `${all.length} error${all.length === 1 ? '' : 's'}`;
    context.print(`${rules.length} rules in ${files.length} files, ${verdict}`);
    if (all.length > 0) context.setExitCode(1);
  }
}
