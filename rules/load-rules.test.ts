import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindNames } from '../domain/kinds.ts';
import { rulesLimits } from './limits.ts';
import { loadRules } from './load-rules.ts';
import { toEditorSchema } from './rule-file.ts';

const defaults = join(import.meta.dirname, 'defaults');

describe('the rules that the product ships with', () => {
  it('are valid and cover every kind', async () => {
    const { rules, errors } = await loadRules(defaults);
    expect(errors).toEqual([]);
    expect(rules.map((rule) => rule.kind)).toEqual(expect.arrayContaining([...kindNames]));
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
    const file = rulesOf('depth_m', 'battery_pct');
    await writeFile(join(directory, 'a.yaml'), file);
    await writeFile(join(directory, 'b.yml'), file.replace('battery_pct', 'batery_pct'));
    await writeFile(join(directory, 'notes.txt'), 'no rules');
    const { errors, files } = await loadRules(directory);
    expect(errors.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'b.yml: water-1: water has no metric batery_pct',
      'b.yml: duplicate id water-0',
    ]);
    expect(errors[1]?.hint).toBe('it is already in a.yaml, line 3');
    expect(files.map(({ name }) => name)).toEqual(['a.yaml', 'b.yml']);
  });

  it('refuses a file that is too large without reading it', async () => {
    await writeFile(join(directory, 'a.yaml'), '#'.repeat(rulesLimits.fileBytes_max + 1));
    const { errors, files } = await loadRules(directory);
    expect(errors).toMatchObject([
      { file: 'a.yaml', message: `larger than ${rulesLimits.fileBytes_max} bytes` },
    ]);
    expect(files).toEqual([]);
  });
});

function rulesOf(...metrics: readonly string[]): string {
  const rules = metrics.map((metric, index) =>
    [
      `  - id: water-${index}`,
      '    severity: minor',
      '    latching: false',
      '    title: { zh: 水, en: Water }',
      '    advice: { zh: 看, en: Look }',
      '    reason: test',
      '    source: test',
      `    when: { metric: ${metric}, at_least: 1 }`,
      '    on_delay_s: 0',
      '    off_delay_s: 0',
    ].join('\n'),
  );
  return ['kind: water', 'rules:', ...rules, ''].join('\n');
}
