import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');
let folder: string;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs a program of the project as people do, in a folder of the test's own. */
async function run(program: string, ...words: readonly string[]): Promise<Outcome> {
  return await new Promise((resolve) => {
    const options = { cwd: folder, timeout: 60_000 };
    execFile(process.execPath, [join(project, program), ...words], options, (error, out, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, errors });
    });
  });
}

async function rules(...words: readonly string[]): Promise<Outcome> {
  return await run('rules/cli/main.ts', ...words);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-cli-'));
  await cp(join(project, 'rules/defaults'), join(folder, 'mine'), { recursive: true });
  for (const scenario of ['street-flood', 'healthy-water']) {
    const words = ['history', '--scenario', scenario, '--days', '2', '--out', `${scenario}.csv`];
    const { code, errors } = await run('simulators/main.ts', ...words, '--truth', `${scenario}.jsonl`);
    if (code !== 0) throw new Error(errors);
  }
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function changed(name: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(folder, 'mine', name);
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

describe('npm run rules -- check', () => {
  it('finds nothing wrong with the shipped rules', async () => {
    const { code, out } = await rules('check');
    expect(out).toMatch(/^\d+ rules in \d+ files, no errors\n$/);
    expect(code).toBe(0);
  });

  it('tells every error with its line and a hint, and fails', async () => {
    await writeFile(
      join(folder, 'two.yaml'),
      (await readFile(join(project, 'rules/defaults/water.yaml'), 'utf8'))
        .replace('{ metric: fault, equals: 1 }', '{ metric: fualt, equals: 1 }')
        .replace('severity: notice', 'severity: note'),
    );
    const { code, out } = await rules('check', 'two.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^two\.yaml:\d+: .*severity/m);
    const mended = await readFile(join(folder, 'two.yaml'), 'utf8');
    await writeFile(join(folder, 'two.yaml'), mended.replace('severity: note\n', 'severity: notice\n'));
    expect((await rules('check', 'two.yaml')).out).toMatch(
      /^two\.yaml:\d+: water-fault: water has no metric fualt \(.*fault.*\)$/m,
    );
  });

  it('tells of a folder that is not there', async () => {
    const { code, errors } = await rules('check', 'nowhere');
    expect(code).toBe(1);
    expect(errors).toContain('nowhere');
  });
});

describe('npm run rules -- test', () => {
  it('runs the tests beside the rules, and tells what differs when a rule was changed', async () => {
    const only = ['--only', 'the levels of depth'];
    expect(await rules('test', 'mine', ...only)).toMatchObject({ code: 0, out: '1 passed, 0 failed\n' });
    await changed('water.yaml', 'at_least: 0.27', 'at_least: 0.29');
    const { code, out } = await rules('test', 'mine', ...only);
    await changed('water.yaml', 'at_least: 0.29', 'at_least: 0.27');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED {2}mine\/tests\/water\.yaml:\d+: the levels of depth/m);
    expect(out).toContain('expected worsen of water-depth at 15m');
    expect(out).toMatch(/0 passed, 1 failed\n$/);
  });

  it('fails where no test was run', async () => {
    expect((await rules('test', 'mine', '--only', 'no such test')).code).toBe(1);
  });
});

describe('npm run rules -- backtest', () => {
  it('tells which alerts there would have been, which known events confirm, and how forecasts fared', async () => {
    const { code, out } = await rules('backtest', '--data', '.', '--events', 'street-flood.jsonl');
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ readings of 2 devices, \d+ device-days, 1 known events$/m);
    // One flood, confirmed; and a bar for its day.
    expect(out).toMatch(/^water-depth +1 +0\.\d+ +1 .*█/m);
    expect(out).toMatch(/critical +water-depth +street-flood-1 .*confirmed$/m);
  });

  it('compares with other rules: what is new and what is gone', async () => {
    await changed('water.yaml', 'id: water-depth\n', 'id: water-deep\n');
    await changed('water.yaml', 'breach: water-depth,', 'breach: water-deep,');
    const words = ['backtest', '--data', 'street-flood.csv', '--rules', 'mine', '--against', 'present'];
    const { code, out, errors } = await rules(...words, '--html', 'out.html');
    await changed('water.yaml', 'id: water-deep\n', 'id: water-depth\n');
    await changed('water.yaml', 'breach: water-deep,', 'breach: water-depth,');
    expect(errors).toMatch(/out\.html/);
    expect(code).toBe(0);
    expect(out).toMatch(/New beside the present rules: [1-9].*\n.*water-deep /);
    expect(out).toMatch(/Gone beside the present rules: [1-9].*\n.*water-depth /);
    const page = await readFile(join(folder, 'out.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).toContain('<code>water-deep</code>');
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it('takes a stretch of time, and a kind', async () => {
    const all = ['backtest', '--data', '.'];
    expect((await rules(...all, '--to', '2000-01-01T00:00:00Z')).out).toBe('No readings.\n');
    const wrong = await rules(...all, '--kind', 'smoke');
    expect(wrong.code).toBe(1);
  });

  it.each([
    [['backtest'], /--data/],
    [['backtest', '--data', 'nowhere'], /nowhere/],
    [['backtest', '--data', '.', '--rules', 'nowhere'], /nowhere/],
    [['backtest', '--data', '.', '--events', 'two.yaml'], /two\.yaml:1: no JSON/],
    [['backtest', '--database', 'postgres://127.0.0.1:1/x'], /database cannot be read/],
    [['backtest', '--data', '.', '--from', 'yesterday'], /from/],
  ])('says what is wrong with %j', async (words, message) => {
    const { code, errors } = await rules(...words);
    expect(code).toBe(1);
    expect(errors).toMatch(message);
  });
});
