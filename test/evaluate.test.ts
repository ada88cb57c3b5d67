import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../evaluation/evaluate.ts';
import { evaluationParts } from '../evaluation/parts.ts';
import { recordingPath, whyNoRecordings } from './support/recordings.ts';
import { describeUnless } from './support/skips.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
/** The part also plays its simulated hours, twice, on a machine that may have much else to do. */
const slow_ms = 300_000;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'negative-one-evaluate-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** `npm run evaluate -- …`, with no recordings but those that it is given. */
async function runEvaluate(...words: readonly string[]): Promise<Ended> {
  const { DATASETS_DIR: _, ...env } = process.env;
  const child = spawn(process.execPath, ['evaluation/main.ts', ...words], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

async function readReport(directory: string): Promise<EvaluationReport> {
  return JSON.parse(await readFile(join(directory, 'evaluation.json'), 'utf8')) as EvaluationReport;
}

describe('npm run evaluate without recordings', () => {
  it('says what it needs', async () => {
    const { code, errors } = await runEvaluate();
    expect(code).toBe(1);
    expect(errors).toContain('--data DIR');
  });

  it('fails where no collection is, and names each part as left out', async () => {
    const { code, output, errors } = await runEvaluate('--data', folder, '--out', join(folder, 'out'));
    expect(code).toBe(1);
    expect(errors).toContain('No collection');
    for (const { title } of evaluationParts) expect(output).toContain(title);
    expect(await readdir(folder)).toEqual([]);
  });

  it('knows its parts by name', async () => {
    const { code, errors } = await runEvaluate('--data', folder, '--part', 'weather');
    expect(code).toBe(1);
    expect(errors).toContain(evaluationParts[0]?.name);
  });
});

describeUnless(whyNoRecordings(), 'npm run evaluate on recordings', () => {
  it(
    'scores a folder that holds a part of one collection, the same each time',
    { timeout: slow_ms },
    async () => {
      const source = recordingPath('fsri_furniture_fires');
      const collection = join(folder, 'data', 'fsri_furniture_fires');
      await mkdir(collection, { recursive: true });
      const chosen = (await readdir(source)).filter((name) => name.startsWith('RedAccent_Open_C'));
      for (const name of chosen) await symlink(join(source, name), join(collection, name));

      const reports: EvaluationReport[] = [];
      for (const out of ['one', 'two']) {
        const words = ['--data', join(folder, 'data'), '--part', 'heat', '--out', join(folder, out)];
        const { code, output } = await runEvaluate(...words);
        expect(code).toBe(0);
        expect(output).toMatch(/reached/);
        reports.push(await readReport(join(folder, out)));
        const markdown = await readFile(join(folder, out, 'evaluation.md'), 'utf8');
        expect(markdown).toContain('(`heat`)');
      }
      expect(reports[0]?.parts).toEqual(reports[1]?.parts);
      expect(reports[0]?.parts[0]?.report?.wanted.length).toBeGreaterThan(0);
    },
  );
});
