import { mkdtemp, rm } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockDataDirectory } from './data-lock.ts';

describe.runIf(platform() === 'linux')('lockDataDirectory', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'negative-one-lock-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it('keeps others out until it is let go, by whatever path they come', async () => {
    const unlock = await lockDataDirectory(directory);
    await expect(lockDataDirectory(join(directory, '..', directory.split('/').at(-1)!))).rejects.toThrow(
      /Another process uses/,
    );
    await unlock();
    const again = await lockDataDirectory(directory);
    await again();
  });
});
