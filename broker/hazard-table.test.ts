import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const root = new URL('..', import.meta.url);

it('each hazard that the architecture names has its tests where it says', async () => {
  const architecture = await readFile(new URL('ARCHITECTURE.md', root), 'utf8');
  const section = architecture.split('## Hazards of a broker')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\|[^|]+\| `([a-z-]+\.test\.ts)` +\|(.+)\|$/gm)];
  expect(rows.length).toBeGreaterThan(25);
  const missing: string[] = [];
  for (const [, file = '', words = ''] of rows) {
    const text = await readFile(new URL(`broker/${file}`, root), 'utf8');
    const names = words.split(';').map((name) => name.trim());
    missing.push(...names.filter((name) => !text.includes(name)).map((name) => `${file}: ${name}`));
  }
  expect(missing).toEqual([]);
});
