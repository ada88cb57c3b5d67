import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GroundTruth } from './ground-truth.ts';
import { startTestBroker, waitUntil, type TestBroker } from './test-broker.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
let broker: TestBroker;
let directory: string;

beforeAll(async () => {
  broker = await startTestBroker({ password: 'key' });
  directory = await mkdtemp(join(tmpdir(), 'negative-one-cli-'));
});
afterAll(async () => {
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the program without a terminal; `interruptWhen` sends SIGINT once its output matches. */
async function simulate(parameters: readonly string[], interruptWhen?: RegExp): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...parameters], {
    env: { ...process.env, ENROLMENT_KEY: 'key' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
    // Twice, as npm and the terminal do it: still one press.
    if (interruptWhen?.test(output) === true) {
      child.kill('SIGINT');
      child.kill('SIGINT');
    }
  });
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output, errors };
}

async function readTruth(path: string): Promise<readonly GroundTruth[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GroundTruth);
}

describe('npm run simulate', () => {
  it('explains itself without telling the key', async () => {
    const { code, output } = await simulate(['--help']);
    expect(code).toBe(0);
    for (const command of ['fleet', 'scenario', 'history', 'replay', 'load'])
      expect(output).toContain(command);
    const help = await simulate(['replay', '--help']);
    expect(help.output).toContain('floodnet');
    expect(help.output).not.toMatch(/"key"/);
  });

  it('replays a file, says what became of it, and takes a secret from a file', async () => {
    const path = join(directory, 'gauge.csv');
    const secrets = join(directory, 'secrets.csv');
    await writeFile(path, 'time,depth_m\n2026-01-01T00:00:00Z,0.1\n2026-01-01T00:01:00Z,0.2\n');
    await writeFile(secrets, 'gauge,key\n');
    const common = ['replay', path, '--mapping', 'generic', '--kind', 'water', '--speed', 'max'];
    const target = ['--url', broker.url, '--device', 'gauge'];
    const good = await simulate([...common, ...target, '--secrets', secrets, '--key', 'wrong']);
    expect(good).toMatchObject({ code: 0, errors: '' });
    expect(good.output).toContain('2 rows sent, 2 acknowledged of 2');
    const bad = await simulate([...common, ...target, '--key', 'wrong']);
    expect(bad.code).toBe(1);
    expect(bad.errors).toContain('refused gauge');
  });

  it('measures load as text and as JSON', async () => {
    const common = ['load', '--url', broker.url, '--connections', '2', '--messages', '50'];
    const text = await simulate(common);
    expect(text).toMatchObject({ code: 0, errors: '' });
    expect(text.output).toMatch(/50 sent, 50 acknowledged, 0 unacknowledged/);
    expect(text.output).toMatch(/p50 .* p95 .* p99 .* max /);
    const json = await simulate([...common, '--json']);
    expect(JSON.parse(json.output)).toMatchObject({ sent: 50, acknowledged: 50 });
  });

  it('ends cleanly on SIGINT: a fleet with 0, having said goodbye', async () => {
    const size = ['--smoke', '2', '--electrical', '0', '--water', '0', '--elevator', '0'];
    const ended = await simulate(['fleet', '--url', broker.url, ...size], /2 of 2 devices connected/);
    expect(ended).toMatchObject({ code: 0, errors: '' });
    await waitUntil(
      'goodbyes',
      () => broker.messages.filter(({ payload }) => payload === 'offline').length >= 2,
    );
  });

  it('runs a scenario and prints the truth beside it', async () => {
    const ended = await simulate(['scenario', 'kitchen-fire', '--speed', '2000', '--url', broker.url]);
    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(ended.output).toMatch(/\+150 s ignition:/);
  });

  it('writes a history that replay reads, and the truth beside it', async () => {
    const [out, truth] = [join(directory, 'history.csv'), join(directory, 'history.jsonl')];
    const story = ['--scenario', 'blocked-drain', '--days', '2', '--interval', '600', '--seed', '3'];
    const written = await simulate(['history', ...story, '--out', out, '--truth', truth]);
    expect(written).toMatchObject({ code: 0, errors: '' });
    const events = await readTruth(truth);
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['drain-stage-1', 'breach-15cm']),
    );
    expect(events[0]).toMatchObject({ deviceId: 'blocked-drain-3', kind: 'water', role: 'sign' });
    const target = ['--url', broker.url, '--key', 'key', '--speed', 'max'];
    const sent = await simulate(['replay', out, '--mapping', 'generic', '--kind', 'water', ...target]);
    expect(sent).toMatchObject({ code: 0, errors: '' });
    const rows = (await readFile(out, 'utf8')).trim().split('\n').length - 1;
    expect(rows).toBeGreaterThanOrEqual(288);
    expect(sent.output).toContain(`${rows} rows sent, ${rows} acknowledged of ${rows}`);
    expect(sent.output).toContain('device blocked-drain-3');
  });

  it('writes the truth of a scenario and of a fleet', async () => {
    const [one, many] = [join(directory, 'one.jsonl'), join(directory, 'many.jsonl')];
    const target = ['--url', broker.url];
    await simulate(['scenario', 'kitchen-fire', '--speed', '2000', ...target, '--truth', one]);
    expect((await readTruth(one)).map(({ event }) => event)).toContain('ignition');
    const size = ['--smoke', '2', '--electrical', '1', '--water', '0', '--elevator', '0'];
    await simulate(['fleet', ...target, ...size, '--truth', many], /3 of 3 devices connected/);
    const told = (await readTruth(many)).map(({ deviceId, event }) => `${deviceId} ${event}`);
    expect(told).toEqual(['smoke-0001 healthy', 'smoke-0002 healthy', 'electrical-0001 healthy']);
  });

  it.each([
    [['replay', '/nowhere.csv', '--mapping', 'fsri'], /nowhere\.csv/],
    [['replay', '/nowhere.csv'], /--mapping/],
    [['scenario', 'meteorite'], /kitchen-fire/],
    [['scenario', 'kitchen-fire', '--truth', '/nowhere/truth.jsonl'], /nowhere/],
    [['history', '--scenario', 'tide', '--days', '1', '--out', '/nowhere/out.csv'], /nowhere/],
    [['load', '--connections', '0'], /at least 1/],
    [['load', '--url', 'mqtt://127.0.0.1:1', '--patience', '0.2'], /cannot be reached/],
  ])('fails with 1 and says why: %j', async (parameters, why) => {
    const ended = await simulate(parameters);
    expect(ended.code).toBe(1);
    expect(ended.errors).toMatch(why);
  });
});
