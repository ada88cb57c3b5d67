import { Command } from 'commander';
import { simulateHistory } from '../../simulators/history.ts';
import { readRuleTestFiles, runRuleTests, type RuleTestReport } from '../rule-tests/run-rule-tests.ts';
import type { ProgramContext } from './program-context.ts';
import { findRules, shippedFolder, toErrorLine } from './rule-folder.ts';

const help = `
Tests lie in the folder "tests" beside the rules, as YAML:

  tests:
    - name: smoke that stays for half a minute is told
      devices:
        - kind: smoke
          every_s: 10
          course:
            - { over: 5m, obscuration_pct_m: 0.1 }
            - { over: 1m, obscuration_pct_m: .. 9 }
            - { silence: 30s }
      expect:
        - { rule: smoke-obscuration, from: 5m, to: 6m, severity: major }
      silent: [smoke-alarm]

rules/rule-test-file.schema.json has every key with its meaning.`;

/** `test`: plays the tests beside rule files. */
export function createTestCommand(context: ProgramContext): Command {
  return new Command('test')
    .description('runs the tests beside the rules: what devices say, what the rules must say to it')
    .argument('[folder]', 'the folder of the rules; by default the shipped ones', shippedFolder)
    .option('--only <text>', 'only tests whose name contains this')
    .option('--verbose', 'what the rules said in every test, not only in failed ones')
    .addHelpText('after', help)
    .action(run);

  async function run(folder: string, flags: { only?: string; verbose?: true }): Promise<void> {
    const { rules, errors } = await findRules([folder]);
    for (const error of errors) context.print(toErrorLine(error, folder));
    if (errors.length > 0) return fail('the rules have errors: their tests are not run');
    const files = await readRuleTestFiles(folder);
    if (files.length === 0) return fail(`there are no tests in ${folder}/tests`);
    let [passed, failed] = [0, 0];
    for (const file of files) {
      const only = flags.only === undefined ? {} : { only: flags.only };
      const report = await runRuleTests(file, { rules, simulate: simulateHistory, ...only });
      print(report, { folder, verbose: flags.verbose === true });
      failed += report.errors.length + report.results.filter(isFailed).length;
      passed += report.results.filter((result) => !isFailed(result) && result.faults.length === 0).length;
      context.signal.throwIfAborted();
    }
    context.print(`${passed} passed, ${failed} failed`);
    if (failed > 0 || passed === 0) context.setExitCode(1);
  }

  function print({ file, errors, results }: RuleTestReport, how: { folder: string; verbose: boolean }): void {
    for (const error of errors) context.print(toErrorLine(error, how.folder));
    for (const result of results) {
      const { line, name, differences, faults, said } = result;
      if (faults.length > 0) continue;
      if (isFailed(result)) {
        const hint = '';
        context.print(`FAILED  ${toErrorLine({ file, line, message: name, hint }, how.folder)}`);
        for (const difference of differences) context.print(`        - ${difference}`);
      } else if (how.verbose) context.print(`ok      ${name}`);
      if (!how.verbose && !isFailed(result)) continue;
      context.print(said.length === 0 ? '        nothing was said' : '        what was said:');
      for (const one of said) context.print(`          ${one}`);
    }
  }

  function fail(text: string): void {
    context.terminal.error(text);
    context.setExitCode(1);
  }
}

function isFailed({ differences }: { readonly differences: readonly string[] }): boolean {
  return differences.length > 0;
}
