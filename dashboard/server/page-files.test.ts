import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

describe('the files of the page', () => {
  let directory: string;
  let test: TestDashboard;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'page-'));
    await mkdir(join(directory, 'assets'));
    const files = { 'index.html': '<p>the page</p>', 'assets/a-1.js': 'const a = 1;' };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(directory, name), text);
      await writeFile(join(directory, `${name}.br`), brotliCompressSync(text));
    }
    test = await startTestDashboard({ webDirectory: directory });
  });
  afterAll(async () => {
    await test.stop();
    await rm(directory, { recursive: true });
  });

  it.each([
    ['/', '<p>the page</p>', 'no-cache'],
    ['/devices/smoke-1', '<p>the page</p>', 'no-cache'],
    ['/assets/a-1.js', 'const a = 1;', 'public, max-age=31536000, immutable'],
  ])('are sent compressed to whoever can read it: %s', async (...[path, text, caching]) => {
    const packed = await fetch(`${test.url}${path}`, { headers: { 'accept-encoding': 'br' } });
    expect(packed.headers.get('content-encoding')).toBe('br');
    expect(packed.headers.get('cache-control')).toBe(caching);
    expect(await packed.text()).toBe(text);
    const plain = await fetch(`${test.url}${path}`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(text);
  });
});
