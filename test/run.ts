import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { summarise, type Report } from './support/summary.ts';

/**
 * `npm test`: builds the web page, runs every test that this machine can run, and prints at the end what was
 * skipped, why, and how many passed and failed. Arguments go to vitest. With REQUIRE_ALL=1 a skipped test is a
 * failure.
 */
const root = join(import.meta.dirname, '..');
const { resolve } = createRequire(import.meta.url);

/** The program of a package, by the name in its `bin`. */
async function findProgram(name: string): Promise<string> {
  let folder = dirname(resolve(name));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  return join(folder, bin[name] ?? '');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs it under the same Node, its output going where ours goes. Resolves with the exit code. */
async function run(program: string, args: readonly string[]): Promise<number> {
  // Plain lines in a pipe, whatever the tools think of it.
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: 'inherit' });
  // An interrupt from the terminal reaches the child too: it ends in order, and we after it.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', () => {});
  process.on('SIGTERM', pass);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGTERM', pass);
  return code ?? 1;
}

async function main(): Promise<number> {
  const webConfig = join(root, 'dashboard/web/vite.config.ts');
  if (existsSync(webConfig)) {
    print('building the web page');
    const built = await run(await findProgram('vite'), [
      'build',
      '--config',
      webConfig,
      '--logLevel',
      'warn',
    ]);
    if (built !== 0) {
      print('0 passed, 1 failed');
      return 1;
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'negative-one-test-report-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await run(await findProgram('vitest'), ['run', ...reporters, ...process.argv.slice(2)]);
    const report = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Report) : null;
    const { lines, failed } = summarise(report, {
      exitCode: code,
      requireAll: process.env['REQUIRE_ALL'] === '1',
      toName: (path) => relative(root, path),
    });
    for (const line of lines) print(line);
    return failed ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}

process.exitCode = await main();
