import type { EvaluationReport, PartResult } from './evaluate.ts';
import type { ReportTable, Wanted } from './part.ts';

type Cell = string | number;

/** The report as Markdown, each part a section: the wanted figures first, then the tables behind them. */
export function toMarkdown(report: EvaluationReport): string {
  return `${[
    '# Evaluation',
    '',
    `${report.date}, ${report.ruleCount} rules, seed ${report.seed}.`,
    ...report.parts.flatMap(partToMarkdown),
  ].join('\n')}\n`;
}

function partToMarkdown({ name, title, report, leftOut, error }: PartResult): readonly string[] {
  const heading = ['', `## ${title} (\`${name}\`)`, ''];
  if (leftOut !== null) return [...heading, `Left out: ${leftOut}.`];
  if (error !== null) return [...heading, '**Failed:**', '', '```', error, '```'];
  if (report === null) return heading;
  const tables = report.tables.flatMap((table) => ['', `### ${table.title}`, '', ...tableToMarkdown(table)]);
  const wanted = report.wanted.length === 0 ? [] : tableToMarkdown(wantedTable(report.wanted));
  const notes = report.notes.length === 0 ? [] : ['', ...report.notes.map((note) => `- ${note}`)];
  return [...heading, ...wanted, ...tables, ...notes];
}

/** One line a row; what would break the table is escaped. */
export function tableToMarkdown({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): readonly string[] {
  const rule = columns.map((_, index) => (isNumeric(rows, index) ? '---:' : '---'));
  return [toLine(columns), `| ${rule.join(' | ')} |`, ...rows.map(toLine)];
}

function toLine(cells: readonly Cell[]): string {
  const texts = cells.map((cell) =>
    toText(cell)
      .replaceAll('|', String.raw`\|`)
      .replaceAll('\n', ' '),
  );
  return `| ${texts.join(' | ')} |`;
}

/** The report for a terminal: columns in line, plain characters. */
export function toTerminal(report: EvaluationReport): string {
  return `${report.parts.flatMap(partToTerminal).join('\n')}\n`;
}

function partToTerminal({ name, title, report, leftOut, error }: PartResult): readonly string[] {
  const heading = ['', `== ${title} (${name})`];
  if (leftOut !== null) return [...heading, `left out: ${leftOut}`];
  if (error !== null) return [...heading, `FAILED: ${error}`];
  if (report === null) return heading;
  const tables = report.tables.flatMap((table) => ['', table.title, ...tableToTerminal(table)]);
  const wanted = report.wanted.flatMap(toLines);
  const gap = wanted.length === 0 ? [] : [''];
  return [...heading, ...tables, ...gap, ...wanted, ...report.notes.map((note) => `note: ${note}`)];
}

function tableToTerminal({ columns, rows }: ReportTable): readonly string[] {
  const lines = [columns, ...rows].map((cells) => columns.map((_, index) => toText(cells[index] ?? '')));
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)));
  const numeric = columns.map((_, index) => isNumeric(rows, index));
  return lines.map((cells) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return numeric[index] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** The report for machines; what has no figure is null. */
export function toJson(report: EvaluationReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** One row a figure. */
export function wantedTable(wanted: readonly Wanted[]): Pick<ReportTable, 'columns' | 'rows'> {
  return {
    columns: ['figure', 'wanted', 'measured', 'reached', 'simple detector', 'rests on'],
    rows: wanted.map((one) => [
      one.what,
      one.wanted,
      one.measured,
      one.reached === null ? 'too few to say' : one.reached ? 'yes' : '**no**',
      one.baseline ?? '',
      one.basis ?? '',
    ]),
  };
}

function toLines(one: Wanted): readonly string[] {
  const verdict = one.reached === null ? 'TOO FEW' : one.reached ? 'reached' : 'NOT reached';
  const width = 'NOT reached'.length;
  const beside = [
    ...(one.baseline === undefined ? [] : [`simple detector: ${one.baseline}`]),
    ...(one.basis === undefined ? [] : [`rests on: ${one.basis}`]),
  ];
  return [
    `${verdict.padEnd(width)}  ${one.what}: ${one.measured} (wanted ${one.wanted})`,
    ...beside.map((text) => `${' '.repeat(width)}  ${text}`),
  ];
}

/** Whole numbers as they are, others to three digits; a dash where there is no figure. */
export function toText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(3)));
}

function isNumeric(rows: ReportTable['rows'], column: number): boolean {
  return rows.length > 0 && rows.every((cells) => typeof cells[column] === 'number');
}
