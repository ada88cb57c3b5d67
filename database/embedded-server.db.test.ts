import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeUnless } from '../test/support/skips.ts';
import { createEmbeddedServer, type EmbeddedServer } from './embedded-server.ts';
import { findPostmaster, isAlive } from './embedded/postmaster.ts';

const log = pino({ level: 'silent' });
const settings = { shared_buffers: '32MB' };
const root = process.getuid?.() === 0;

let directory: string;
let server: EmbeddedServer;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'negative-one-embedded-'));
  await chmod(directory, 0o755);
  server = create();
});
afterEach(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

function create(folder = directory): EmbeddedServer {
  return createEmbeddedServer({ directory: folder, log, preferLocal: false, settings });
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function readPostmaster(): Promise<number> {
  const found = await findPostmaster(join(directory, 'home', 'cluster'));
  return found?.pid ?? 0;
}

describe('the embedded server', () => {
  it('keeps its data from run to run, behind a password that only we can read', async () => {
    const { url } = await server.start();
    await query(url, 'create table kept as select 42 as answer');
    expect((await stat(join(directory, 'home', 'password'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const pid = await readPostmaster();
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    server = create();
    const again = await server.start();
    expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('commits to disk before it says so', async () => {
    const { url } = await server.start();
    const found = await query(
      url,
      `select current_setting('fsync') as a, current_setting('synchronous_commit') as b`,
    );
    expect(found).toEqual([{ a: 'on', b: 'on' }]);
  });

  it('is taken over by the next process when its own was killed', async () => {
    const killed = spawn(process.execPath, ['--input-type=module', '--eval', program(directory)], {
      cwd: join(import.meta.dirname, '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(killed.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    await query(url, 'create table kept as select 42 as answer');
    const pid = await readPostmaster();
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(isAlive(pid)).toBe(true);
    const startedAt = Date.now();
    const next = await server.start();
    expect(Date.now() - startedAt).toBeLessThan(3_000);
    expect(next.url).toBe(url);
    expect(await readPostmaster()).toBe(pid);
    expect(await query(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('is started again on its port when it crashes, with everything committed', async () => {
    const { url } = await server.start();
    await query(url, 'create table kept as select 42 as answer');
    const pid = await readPostmaster();
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(
      async () => expect(await query(url, 'select answer from kept')).toEqual([{ answer: 42 }]),
      { timeout: 20_000, interval: 100 },
    );
    expect(await readPostmaster()).not.toBe(pid);
  });

  it('starts over a file of a dead server whose process id belongs to something else now', async () => {
    await server.start();
    const pid = await readPostmaster();
    const file = join(directory, 'home', 'cluster', 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await server.stop();
    await writeFile(file, text.replace(String(pid), String(process.ppid)));
    server = create();
    const { url } = await server.start();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describeUnless(root ? null : 'only root has to run it as another user', 'the embedded server of root', () => {
  it('lies elsewhere when its user cannot reach the data folder, and is found there again', async () => {
    await chmod(directory, 0o700);
    const inside = join(directory, 'data', 'postgres');
    server = create(inside);
    const { url } = await server.start();
    await query(url, 'create table kept as select 42 as answer');
    const home = await readlink(join(inside, 'home'));
    expect(home).toMatch(/^\/var\/lib\/negative-one\//);
    await server.stop();
    server = create(inside);
    const again = await server.start();
    expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await server.stop();
    await rm(home, { recursive: true });
  });
});

/** A process that starts the server, prints its URL and stays. */
function program(folder: string): string {
  return `
    import { pino } from 'pino';
    import { createEmbeddedServer } from '${join(import.meta.dirname, 'embedded-server.ts')}';
    const server = createEmbeddedServer({ directory: '${folder}', log: pino({ level: 'silent' }),
      preferLocal: false, settings: ${JSON.stringify(settings)} });
    console.log((await server.start()).url);
    setInterval(() => {}, 1000);`;
}
