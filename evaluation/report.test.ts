import { describe, expect, it } from 'vitest';
import type { EvaluationReport } from './evaluate.ts';
import { replaceReadmeTable, toReadmeTable } from './readme-table.ts';
import { tableToMarkdown, toJson, toMarkdown, toTerminal, toText } from './report.ts';

const nothing = { report: null, leftOut: null, error: null };
const report: EvaluationReport = {
  date: '2026-03-01T12:00:00.000Z',
  seed: 1,
  ruleCount: 40,
  parts: [
    {
      ...nothing,
      name: 'flood',
      title: 'Street floods',
      report: {
        tables: [
          {
            title: 'Operating points',
            columns: ['detector', 'median lead, s', 'p10'],
            rows: [
              ['shipped', 612.345, NaN],
              ['straight | line', 630, 4],
            ],
          },
        ],
        wanted: [
          {
            what: 'in time',
            wanted: '≥ 84 %',
            measured: '85.1 %',
            reached: true,
            baseline: '77.9 %',
            basis: 'in sample; other sensors 83 %',
          },
          { what: 'near misses', wanted: '≤ 30 %', measured: '31 %', reached: false },
          { what: 'said', wanted: 'within 10 points', measured: '4 forecasts', reached: null },
        ],
        notes: ['Cross-validated by sensor.'],
      },
    },
    { ...nothing, name: 'heat', title: 'Furniture fires', leftOut: 'no recordings: fires' },
    { ...nothing, name: 'cable', title: 'Cables', error: 'Error: broken' },
  ],
};

describe('the report', () => {
  it('is Markdown with what was wanted before the tables', () => {
    const markdown = toMarkdown(report);
    expect(markdown).toContain('## Street floods (`flood`)');
    expect(markdown).toContain('| near misses | ≤ 30 % | 31 % | **no** |  |  |');
    expect(markdown.indexOf('near misses')).toBeLessThan(markdown.indexOf('### Operating points'));
    expect(markdown).toContain('| shipped | 612 | – |');
    expect(markdown).toContain('- Cross-validated by sensor.');
    expect(markdown).toContain('Left out: no recordings: fires.');
    expect(markdown).toContain('Error: broken');
  });

  it('has columns of numbers on the right and escapes what would end a cell', () => {
    const { tables } = report.parts[0]!.report!;
    expect(tableToMarkdown(tables[0]!)).toEqual([
      '| detector | median lead, s | p10 |',
      '| --- | ---: | ---: |',
      '| shipped | 612 | – |',
      String.raw`| straight \| line | 630 | 4 |`,
    ]);
  });

  it('stands in line on a terminal', () => {
    const lines = toTerminal(report).split('\n');
    expect(lines).toContain('shipped                     612    –');
    expect(lines).toContain('straight | line             630    4');
    expect(lines).toContain('reached      in time: 85.1 % (wanted ≥ 84 %)');
    expect(lines).toContain('             simple detector: 77.9 %');
    expect(lines).toContain('             rests on: in sample; other sensors 83 %');
    expect(lines).toContain('TOO FEW      said: 4 forecasts (wanted within 10 points)');
    expect(lines).toContain('NOT reached  near misses: 31 % (wanted ≤ 30 %)');
    expect(lines).toContain('left out: no recordings: fires');
    expect(lines).toContain('FAILED: Error: broken');
  });

  it('is JSON that has null where there is no figure', () => {
    const parsed = JSON.parse(toJson(report)) as EvaluationReport;
    expect(parsed.parts[0]?.report?.tables[0]?.rows[0]).toEqual(['shipped', 612.345, null]);
    expect(parsed.parts.map(({ leftOut }) => leftOut)).toEqual([null, 'no recordings: fires', null]);
  });

  it('shows three digits of what is not whole', () => {
    expect([0.12345, 1234.5, 12, -0.5, Infinity, 'x'].map(toText)).toEqual([
      '0.123',
      '1230',
      '12',
      '-0.5',
      '–',
      'x',
    ]);
  });
});

describe('the table in the README', () => {
  it('has the day, the command, what was not run and the wanted figures', () => {
    expect(toReadmeTable(report).split('\n')).toEqual([
      'Measured on 2026-03-01 by `npm run evaluate -- --data DIR`, with the rules that it ships with. ' +
        'Not run: heat, cable.',
      '',
      '| figure | wanted | measured | reached | simple detector | rests on |',
      '| --- | --- | --- | --- | --- | --- |',
      '| in time | ≥ 84 % | 85.1 % | yes | 77.9 % | in sample; other sensors 83 % |',
      '| near misses | ≤ 30 % | 31 % | **no** |  |  |',
      '| said | within 10 points | 4 forecasts | too few to say |  |  |',
    ]);
  });

  it('goes between the markers and leaves all else as it is', () => {
    const readme = 'a\n<!-- evaluation -->\nold\n<!-- /evaluation -->\nb\n';
    const once = replaceReadmeTable(readme, 'new');
    expect(once).toBe('a\n<!-- evaluation -->\n\nnew\n\n<!-- /evaluation -->\nb\n');
    expect(replaceReadmeTable(once ?? '', 'new')).toBe(once);
  });

  it.each([
    'no markers',
    '<!-- evaluation --> only the first',
    '<!-- /evaluation --> turned round <!-- evaluation -->',
    '<!-- evaluation --> <!-- evaluation --> <!-- /evaluation -->',
    '<!-- evaluation --> <!-- /evaluation --> <!-- /evaluation -->',
  ])('is not written into %j', (readme) => {
    expect(replaceReadmeTable(readme, 'new')).toBeNull();
  });
});
