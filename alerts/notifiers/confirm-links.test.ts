import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createConfirmLinks } from './confirm-links.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'confirm-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function links(publicUrl: string | null = 'https://centre.example/') {
  const made = createConfirmLinks({ directory, publicUrl });
  await made.start();
  return made;
}

const id = 'd1d1d1d1d1d1d1d1d1d1';

it('a link leads to its delivery, also after a restart', async () => {
  const url = (await links()).urlOf(id)!;
  expect(url).toMatch(/^https:\/\/centre\.example\/c\/[\w-]{36}$/u);
  expect((await links()).read(url.split('/c/')[1]!)).toBe(id);
});

it.each(['', 'x', id, `${id}${'A'.repeat(16)}`, `${id}${'é'.repeat(16)}`, 'x'.repeat(10_000)])(
  'what was made up (%j) leads nowhere',
  async (token) => {
    expect((await links()).read(token)).toBeNull();
  },
);

it("one delivery's signature is no other's", async () => {
  const made = await links();
  const token = made.urlOf(id)!.split('/c/')[1]!;
  expect(made.read(`e${token.slice(1)}`)).toBeNull();
});

it('without a public address there is no link', async () => {
  expect((await links(null)).urlOf(id)).toBeNull();
});

it('a key that a crash tore is made anew, for its owner only', async () => {
  await writeFile(join(directory, 'confirm-key'), 'short');
  await links();
  expect((await readFile(join(directory, 'confirm-key'))).length).toBe(32);
});
