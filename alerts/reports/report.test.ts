import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { figureNames } from '../../domain/figures.ts';
import { toBars, toLine } from './charts.ts';
import { toDuration, toPercent } from './format.ts';
import { escapeHtml, markup } from './html.ts';
import { pagePolicy } from './page.ts';
import { toCsv, toReportCsv } from './report-csv.ts';
import { toReportPage } from './report-page.ts';
import { dueReports } from './report-periods.ts';
import { sampleReport } from './test-report.ts';

describe('a table for spreadsheet programs', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['+86 755', "'+86 755"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['  =1', "'  =1"],
    ['＝1+1', "'＝1+1"],
    ['a=1', 'a=1'],
    ['一号铺, 三楼', '"一号铺, 三楼"'],
    ['two\nlines', '"two\nlines"'],
    ['say "no"', '"say ""no"""'],
    ['', ''],
  ])('%j is written %j', (text, written) => {
    expect(toCsv([[text]])).toBe(`\uFEFF${written}\r\n`);
  });

  it.each([
    [-2, '-2'],
    [0.1 + 0.2, '0.3'],
    [1e21, '1e+21'],
    [Number.NaN, ''],
    [null, ''],
  ])('the number %j is %j: no text, and no formula', (number, written) => {
    expect(toCsv([[number]])).toBe(`\uFEFF${written}\r\n`);
  });

  it('has a row for each row of the report, each as long as the head', () => {
    const report = sampleReport(3);
    const rows = parse(toReportCsv(report, 'en'), { bom: true });
    const { days, seats, shifts, areas, kinds, rules, total } = report.content;
    const groups = [days, seats, shifts, areas, kinds, rules];
    expect(rows).toHaveLength(2 + groups.reduce((sum, group) => sum + group.length, 0));
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([6 + figureNames.length]));
    expect(rows[1]).toMatchObject({ 0: 'total', 5: String(total.announced) });
    expect(rows.filter(([by]) => by === 'day').map(([, key]) => key)).toEqual([
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
    ]);
  });
});

describe('a report on paper', () => {
  it.each(['zh', 'en'] as const)(
    'in %s: no scripts, nothing from outside, what is missing first',
    (language) => {
      const page = toReportPage(sampleReport(30), language);
      expect(page).toMatch(/^<!doctype html>\n<html lang="(zh-CN|en)">/u);
      expect(page).not.toMatch(/<script|javascript:|https?:|<img|<link|@import|undefined|NaN|\[object/u);
      expect(page).toContain(
        language === 'zh' ? '通知数据现不可用。' : 'Notifications are not available now.',
      );
      expect(page).toContain(language === 'zh' ? '不按个人' : 'never by person');
      expect(page.match(/<svg /gu)).toHaveLength(2);
    },
  );

  it('goes with a policy that lets its own style in, and nothing else', () => {
    const [, style = ''] = /<style>([^]*)<\/style>/u.exec(toReportPage(sampleReport(1), 'zh')) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pagePolicy).toContain(`default-src 'none'; style-src 'sha256-${hash}';`);
  });

  it('shows what somebody named as text', () => {
    const report = sampleReport(1);
    const evil = { zh: '<img src=x onerror=alert(1)>', en: '"><script>alert(1)</script>' };
    const [first, ...others] = report.content.areas;
    const areas = [{ ...first!, name: evil, key: evil.en }, ...others];
    const changed = { ...report, content: { ...report.content, areas, missing: [evil] } };
    for (const language of ['zh', 'en'] as const) {
      expect(toReportPage(changed, language)).not.toMatch(/<img|<script/u);
    }
  });

  it.each([
    [`<>&"'`, '&lt;&gt;&amp;&quot;&#39;'],
    ['a\u0000b\u0007c\nd', 'abc\nd'],
  ])('%j is escaped to %j', (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
    expect(markup`<b title="${text}">${[text, markup`<i>`, null, 3]}</b>`.text).toBe(
      `<b title="${escaped}">${escaped}<i>3</b>`,
    );
  });
});

function bar(value: number) {
  return { label: '11-21', parts: [{ value, fill: '#000' }] };
}

describe('charts', () => {
  it('have the number of each bar, and heights by their scale', () => {
    const { text } = toBars({ bars: [bar(10), bar(20), bar(0)], title: 'Alerts', limit: null });
    const heights = [...text.matchAll(/<rect[^>]* height="([\d.]+)"/gu)].map((match) => Number(match[1]));
    expect(heights[1]).toBeCloseTo(2 * heights[0]!, 0);
    expect(heights).toHaveLength(2);
    expect(text).toContain('>20</text>');
  });

  it('break a line where nothing is known', () => {
    const points = [1, 2, null, 3, 4, null, 5].map((value) => ({ label: 'x', value }));
    const { text } = toLine({ points, title: 't', toText: String });
    expect(text.match(/<polyline/gu)).toHaveLength(2);
    expect(text.match(/<circle/gu)).toHaveLength(5);
  });

  it('of nothing are empty', () => {
    expect(toBars({ bars: [], title: 't', limit: null }).text).not.toContain('NaN');
    expect(toLine({ points: [], title: 't', toText: String }).text).not.toContain('NaN');
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0 s'],
    [59.94, '59.9 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
    [3_599.6, '1 h 0 min'],
    [90_000, '1 d 1 h'],
  ])('%d s is %s', (seconds, text) => {
    expect(toDuration(seconds, 'en')).toBe(text);
  });

  it.each([
    [0, '0 %'],
    [0.0001, '< 0.1 %'],
    [0.1234, '12.3 %'],
    [0.9999, '> 99.9 %'],
    [1, '100 %'],
  ])('%d is %s', (share, text) => {
    expect(toPercent(share, 'en')).toBe(text);
  });
});

describe('what the clock owes', () => {
  const now = Date.parse('2026-03-01T00:05:00+08:00');

  it('is every day of a week and every month of three that is over, by the wall clock', () => {
    const due = dueReports(now, 'Asia/Shanghai', 0);
    expect(due.map(({ scheduledFor }) => scheduledFor)).toEqual([
      'monthly 2025-12',
      'monthly 2026-01',
      'monthly 2026-02',
      'daily 2026-02-22',
      'daily 2026-02-23',
      'daily 2026-02-24',
      'daily 2026-02-25',
      'daily 2026-02-26',
      'daily 2026-02-27',
      'daily 2026-02-28',
    ]);
    const february = due[2]!;
    expect(new Date(february.from).toISOString()).toBe('2026-01-31T16:00:00.000Z');
    expect(new Date(february.to).toISOString()).toBe('2026-02-28T16:00:00.000Z');
  });

  it('is nothing from before the installation', () => {
    const since = Date.parse('2026-02-27T12:00:00+08:00');
    const due = dueReports(now, 'Asia/Shanghai', since).map(({ scheduledFor }) => scheduledFor);
    expect(due).toEqual(['monthly 2026-02', 'daily 2026-02-27', 'daily 2026-02-28']);
  });

  it('follows a change of clocks: a day of 23 hours', () => {
    const due = dueReports(Date.parse('2026-03-30T00:05:00+02:00'), 'Europe/Berlin', 0);
    const { from, to } = due.at(-1)!;
    expect((to - from) / 3_600_000).toBe(23);
  });
});
