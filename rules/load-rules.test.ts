import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRules } from './load-rules.ts';
import { toEditorSchema } from './rule-file.ts';

const defaults = join(import.meta.dirname, 'defaults');

describe('the rules that the product ships with', () => {
  it('are valid and cover every kind', async () => {
    const { rules, errors } = await loadRules(defaults);
    expect(errors).toEqual([]);
    expect(new Set(rules.map((rule) => rule.kind))).toEqual(
      new Set(['smoke', 'electrical', 'water', 'elevator']),
    );
  });

  it('latch where people may be in danger', async () => {
    const { rules } = await loadRules(defaults);
    const latching = rules.filter((rule) => rule.latching).map((rule) => rule.id);
    expect(latching).toEqual(
      expect.arrayContaining(['smoke-alarm', 'smoke-heat', 'electrical-cable-fire', 'elevator-entrapment']),
    );
  });

  it('are described for editors by the schema that also checks them', async () => {
    const file: unknown = JSON.parse(
      await readFile(join(import.meta.dirname, 'rule-file.schema.json'), 'utf8'),
    );
    expect(file, 'write toEditorSchema() to rule-file.schema.json').toEqual(toEditorSchema());
  });
});

describe('a folder of rules', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rules-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('refuses one id in two files, and still names what else is wrong', async () => {
    const water = await readFile(join(defaults, 'water.yaml'), 'utf8');
    await writeFile(join(directory, 'a.yaml'), water);
    await writeFile(join(directory, 'b.yml'), water.replaceAll('battery_pct', 'batery_pct'));
    await writeFile(join(directory, 'notes.txt'), 'no rules');
    const { errors } = await loadRules(directory);
    expect(errors.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'b.yml: water-battery: water has no metric batery_pct',
      'b.yml: duplicate id water-depth',
      'b.yml: duplicate id water-fault',
    ]);
    expect(errors[1]?.hint).toBe('it is already in a.yaml, line 4');
  });
});
