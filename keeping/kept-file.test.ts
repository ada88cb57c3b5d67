import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkKeptFiles } from './check-kept-files.ts';
import type { ReportDamage } from './damage-log.ts';
import { openKept, writeKept } from './kept-file.ts';

let directory: string;
let damages: Parameters<ReportDamage>[0][];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'negative-one-kept-'));
  damages = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const path = (): string => join(directory, 'accounts.json');
const read = async (): Promise<string> => openKept(await readFile(path(), 'utf8'));
const check = (): Promise<ReadonlySet<string>> =>
  checkKeptFiles(directory, (damage) => void damages.push(damage));

/** The file with one character changed, at each place in turn. */
async function* damagedAtEachPlace(): AsyncGenerator<number> {
  const whole = await readFile(path(), 'utf8');
  for (let at = 0; at < whole.length; at += 1) {
    const other = whole[at] === '1' ? '2' : '1';
    await writeFile(path(), whole.slice(0, at) + other + whole.slice(at + 1));
    yield at;
  }
}

describe('a kept file', () => {
  it('comes back as it was written, and one without a checksum as it is', async () => {
    await writeKept(path(), '{"a":1}');
    expect(await read()).toBe('{"a":1}');
    await writeFile(path(), '{"a":2}');
    expect(await read()).toBe('{"a":2}');
    expect(await check()).toEqual(new Set());
    expect(damages).toEqual([]);
  });

  it('is never read with anything changed, wherever that is', async () => {
    await writeKept(path(), '{"of":"staff"}');
    for await (const at of damagedAtEachPlace()) await expect(read(), `at ${at}`).rejects.toThrow('its ');
  });

  it('that is damaged is set aside, and the one before it takes its place', async () => {
    await writeKept(path(), '{"a":1}');
    await writeKept(path(), '{"a":2}');
    await writeFile(path(), '{"a":3}\n#crc32 00000000\n');
    expect(await check()).toEqual(new Set());
    expect(await read()).toBe('{"a":1}');
    expect(damages).toMatchObject([{ kind: 'kept-file', subject: 'accounts.json' }]);
    expect(await readFile(damages[0]?.setAside ?? '', 'utf8')).toContain('{"a":3}');
  });

  it('is gone where neither can be read, and both are kept', async () => {
    await writeKept(path(), '{"a":1}');
    await writeKept(path(), '{"a":2}');
    await writeFile(path(), '{"a":');
    await writeFile(`${path()}.former`, 'nothing');
    expect(await check()).toEqual(new Set(['accounts.json']));
    expect((await readdir(directory)).every((name) => name.includes('.damaged-'))).toBe(true);
    expect(await readdir(directory)).toHaveLength(2);
    expect(damages[0]?.detail).toContain('once the database is there');
  });
});
