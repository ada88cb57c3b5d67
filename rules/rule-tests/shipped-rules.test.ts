import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateHistory } from '../../simulators/history.ts';
import { loadRules } from '../load-rules.ts';
import { toRuleTestEditorSchema } from './rule-test-file.ts';
import { readRuleTestFiles, runRuleTests, type RuleTestReport } from './run-rule-tests.ts';

const folder = join(import.meta.dirname, '../defaults');
const { rules } = await loadRules(folder);
const files = await readRuleTestFiles(folder);
const reports: RuleTestReport[] = [];

describe('the rules that the product ships with do what their tests say', () => {
  it.each(files.map((file) => [file.name, file] as const))('%s', async (_, file) => {
    const report = await runRuleTests(file, { rules, simulate: simulateHistory });
    reports.push(report);
    expect(report.errors).toEqual([]);
    expect(report.results.length).toBeGreaterThan(0);
    const failed = report.results.filter(({ differences }) => differences.length > 0);
    expect(failed.map(({ name, differences, said }) => ({ name, differences, said }))).toEqual([]);
  });

  it('and each of them speaks in some test and keeps silent in another', () => {
    const results = reports.flatMap((report) => report.results);
    const spoken = new Set(results.flatMap((result) => result.spoken));
    const silenced = new Set(results.flatMap((result) => result.silenced));
    const ids = rules.map(({ id }) => id);
    expect({
      neverSpeaks: ids.filter((id) => !spoken.has(id)),
      neverSilent: ids.filter((id) => !silenced.has(id)),
    }).toEqual({ neverSpeaks: [], neverSilent: [] });
  });
});

it('the format is described for editors by the schema that also checks it', async () => {
  const path = join(import.meta.dirname, '../rule-test-file.schema.json');
  const file: unknown = JSON.parse(await readFile(path, 'utf8'));
  expect(file, 'write toRuleTestEditorSchema() to rule-test-file.schema.json').toEqual(
    toRuleTestEditorSchema(),
  );
});
