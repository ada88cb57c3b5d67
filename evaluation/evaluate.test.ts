import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evaluate, isComplete, type EvaluationReport } from './evaluate.ts';
import type { EvaluationPart } from './part.ts';
import { UnreadableRecording } from './recordings/unreadable-recording.ts';

let data = '';
const told: string[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'evaluate-'));
  await mkdir(join(data, 'fires'));
});

afterAll(async () => {
  await rm(data, { recursive: true });
});

function part(name: string, folders: readonly string[], run?: EvaluationPart['run']): EvaluationPart {
  return {
    name,
    title: name,
    folders,
    run:
      run ??
      (async ({ seed, progress }) => {
        progress('half');
        return { tables: [], wanted: [], notes: [`seed ${seed}`] };
      }),
  };
}

async function run(...parts: readonly EvaluationPart[]): Promise<EvaluationReport> {
  const date = new Date('2026-01-01T00:00:00Z');
  return evaluate(parts, { data, rules: [], seed: 3, date, progress: (text) => void told.push(text) });
}

it('runs a part with any of its collections and leaves out one with none', async () => {
  const report = await run(part('fire', ['other', 'fires']), part('flood', ['floods', 'gauges']));
  expect(report.parts.map(({ report: one }) => one?.notes)).toEqual([['seed 3'], undefined]);
  expect(report.parts[1]?.leftOut).toBe('no recordings: floods, gauges');
  expect(told).toEqual(['fire: begins', 'fire: half', expect.stringMatching(/^fire: \d+ s$/)]);
  expect(isComplete(report)).toBe(true);
});

it('goes on after a part that fails, and is not complete then', async () => {
  const broken = part('broken', ['fires'], () => Promise.reject(new Error('no such column')));
  const report = await run(broken, part('fire', ['fires']));
  expect(report.parts[0]?.error).toContain('no such column');
  expect(report.parts[1]?.report).not.toBeNull();
  expect(isComplete(report)).toBe(false);
});

it('tells plainly what a collection lacks', async () => {
  const bare = part('fire', ['fires'], () => Promise.reject(new UnreadableRecording('no times.csv')));
  expect((await run(bare)).parts[0]?.error).toBe('no times.csv');
});

it('is not complete where nothing could be scored', async () => {
  expect(isComplete(await run(part('flood', ['floods'])))).toBe(false);
});

it('runs a part that needs no recordings, which does not stand in for those that are missing', async () => {
  const simulated = part('simulated', []);
  const alone = await run(simulated);
  expect(alone.parts[0]?.report?.notes).toEqual(['seed 3']);
  expect(isComplete(alone)).toBe(true);
  expect(isComplete(await run(simulated, part('flood', ['floods'])))).toBe(false);
  expect(isComplete(await run(simulated, part('fire', ['fires'])))).toBe(true);
});
