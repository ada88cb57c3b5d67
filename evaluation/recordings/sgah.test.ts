import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readFaultWindows } from './sgah.ts';

const header = 'Ua(V),Ub(V),Uc(V), Ia(A), Ib(A),   Ic(A)';

function rows(count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${first + index},2,3,4,5,6`);
}

it('reads windows of 100 rows, with and without a header, and leaves out what is broken or too short', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sgah-'));
  try {
    await writeFile(join(folder, '1-data.csv'), [header, ...rows(250)].join('\n'));
    await writeFile(join(folder, '3-data.csv'), rows(100, 500).join('\n'));
    await writeFile(
      join(folder, '5-data.csv'),
      [header, ...rows(150), '1,2,x,4,5,6', ...rows(149)].join('\n'),
    );
    await writeFile(join(folder, 'README.csv'), 'nothing');
    const windows = await readFaultWindows(folder);
    expect(windows.map(({ label, index, rows }) => [label, index, rows.length, rows[0]?.[0]])).toEqual([
      ['single-phase ground', 0, 100, 0],
      ['single-phase ground', 1, 100, 100],
      ['two-phase ground', 0, 100, 500],
      ['normal', 0, 100, 0],
      ['normal', 2, 100, 49],
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
