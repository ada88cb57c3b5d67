/**
 * `npm run evaluate`: scores the rules that the product ships with on recordings of real accidents. The report
 * goes to standard output and into files, progress to standard error. Here: the command line and the exit code,
 * which is 0 also when a figure is not reached: that is what a report is for.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadRules } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import { evaluate, isComplete, type EvaluationReport } from './evaluate.ts';
import { evaluationParts } from './parts.ts';
import { replaceReadmeTable, toReadmeTable } from './readme-table.ts';
import { toJson, toMarkdown, toTerminal } from './report.ts';

interface Flags {
  readonly data?: string;
  readonly part: readonly string[];
  readonly out: string;
  readonly rules: string;
  readonly seed: number;
  readonly readme?: true;
}

const project = join(import.meta.dirname, '..');
const partNames = evaluationParts.map(({ name }) => name);

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(text: string): void {
  progress(text);
  process.exitCode = 1;
}

const program = new Command('npm run evaluate --')
  .description('Scores forecasts and alerts on recordings of real accidents, beside simple baselines.')
  .addOption(
    new Option('--data <dir>', 'the folder with the recordings, a folder in it for each collection').env(
      'DATASETS_DIR',
    ),
  )
  .addOption(new Option('--part <name...>', 'only these parts').choices(partNames).default([], 'all'))
  .option('--out <dir>', 'where evaluation.md and evaluation.json go', 'evaluation-results')
  .addOption(
    new Option('--rules <dir>', 'rule files instead of those that the product ships with').default(
      join(project, 'rules/defaults'),
      'rules/defaults',
    ),
  )
  .option('--seed <n>', 'of the random baselines', toSeed, 1)
  .addOption(new Option('--readme', 'put the short table into README.md').conflicts(['part', 'rules']))
  .addHelpText('after', () =>
    ['', 'Parts:', ...evaluationParts.map(({ name, title }) => `  ${name.padEnd(16)} ${title}`)].join('\n'),
  )
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

async function run(flags: Flags): Promise<void> {
  const { data, part, seed } = flags;
  if (data === undefined) return fail('Where are the recordings? Give --data DIR or set DATASETS_DIR.');
  const rules = await readRules(flags.rules);
  if (rules === null) return;
  const chosen = evaluationParts.filter(({ name }) => part.length === 0 || part.includes(name));
  const report = await evaluate(chosen, { data, rules, seed, progress, date: new Date() });
  process.stdout.write(toTerminal(report));
  if (!isComplete(report)) fail(whyIncomplete(report, data));
  if (report.parts.every((result) => result.report === null)) return;
  await writeReport(report, flags);
}

async function readRules(directory: string): Promise<readonly Rule[] | null> {
  const { rules, errors } = await loadRules(directory);
  for (const { file, line, message, hint } of errors) fail(`${file}:${line}: ${message} ${hint}`.trimEnd());
  if (rules.length === 0) fail(`There is no usable rule in ${directory}.`);
  return errors.length > 0 || rules.length === 0 ? null : rules;
}

function whyIncomplete({ parts }: EvaluationReport, data: string): string {
  const failed = parts.filter(({ error }) => error !== null).map(({ name }) => name);
  return failed.length > 0 ? `Failed: ${failed.join(', ')}.` : `No collection that is known in ${data}.`;
}

async function writeReport(report: EvaluationReport, { out, readme }: Flags): Promise<void> {
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'evaluation.md'), toMarkdown(report));
  await writeFile(join(out, 'evaluation.json'), toJson(report));
  progress(`written: ${join(out, 'evaluation.md')}, ${join(out, 'evaluation.json')}`);
  if (readme !== true) return;
  const path = join(project, 'README.md');
  const changed = replaceReadmeTable(await readFile(path, 'utf8'), toReadmeTable(report));
  if (changed === null)
    return fail('README.md has no place for the table: <!-- evaluation --> … <!-- /evaluation -->');
  await writeFile(path, changed);
  progress('written: README.md');
}

function toSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed)) throw new InvalidArgumentError('a whole number');
  return seed;
}
