import { figureDefinitions } from '../../domain/figure-definitions.ts';
import { figureNames, type FigureRow } from '../../domain/figures.ts';
import type { Report } from '../../domain/report.ts';
import type { Language } from '../../domain/text.ts';
import { toTime } from './format.ts';
import { reportWords } from './report-words.ts';

type Cell = string | number | null;

/** Spreadsheet programs take a text that begins so for a formula, and run it. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * Rows as RFC 4180 has them, with a byte-order mark, without which spreadsheet programs misread Chinese. A text
 * that would be a formula gets an apostrophe before it; numbers stay numbers.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')}`;
}

function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(Math.round(cell * 1e6) / 1e6) : '';
  // Also behind spaces, which some programs drop.
  const safe = formulaStart.test(cell.trimStart()) || formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A report's figures, a row for each day, seat, shift, area, kind and rule; shares from 0 to 1, times in s or min. */
export function toReportCsv({ from, to, content }: Report, language: Language): string {
  const { timeZone } = content;
  const head = [
    reportWords.by[language],
    reportWords.key[language],
    reportWords.name[language],
    reportWords.from[language],
    reportWords.to[language],
    reportWords.alerts[language],
    ...figureNames.map((name) => figureDefinitions[name].label[language]),
  ];
  const toRow = (by: string, row: FigureRow): readonly Cell[] => [
    by,
    row.key,
    row.name[language],
    toTime(from, timeZone),
    toTime(to, timeZone),
    row.announced,
    ...figureNames.map((name) => row.figures[name].value),
  ];
  const parts = [
    ['total', [content.total]],
    ['day', content.days],
    ['seat', content.seats],
    ['shift', content.shifts],
    ['area', content.areas],
    ['kind', content.kinds],
    ['rule', content.rules],
  ] as const;
  return toCsv([head, ...parts.flatMap(([by, rows]) => rows.map((row) => toRow(by, row)))]);
}
