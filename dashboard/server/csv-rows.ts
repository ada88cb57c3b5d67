import { parse } from 'csv-parse/sync';
import type { Text } from '../../domain/text.ts';

/** What is wrong with one row of an import; `line` counts from 1 and includes the header. */
export interface RowError {
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
  /** The same for people, in both languages, with what to do about it. */
  readonly words: Text;
}

/** A fault with its words. */
export function rowError(line: number, column: string | null, words: Text): RowError {
  return { line, column, message: words.en, words };
}

export interface CsvRow {
  readonly line: number;
  /** By column name; missing and empty cells are left out. */
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Reads a CSV with a header line into rows by column name. Tells every fault at once: unreadable text,
 * columns that do not exist, columns that are missing.
 */
export function readCsv(
  text: string,
  {
    required,
    optional,
    rowsMax,
  }: { required: readonly string[]; optional: readonly string[]; rowsMax: number },
): { columns: readonly string[]; rows: readonly CsvRow[]; errors: readonly RowError[] } {
  let lines: { record: string[]; info: { lines: number } }[];
  try {
    lines = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
      to: rowsMax + 2,
    }) as unknown as typeof lines;
  } catch (error) {
    const line = (error as { lines?: number }).lines ?? 1;
    const message = error instanceof Error ? error.message : 'no CSV';
    const words = { zh: `无法读取此 CSV：${message}`, en: message };
    return { columns: [], rows: [], errors: [rowError(line, null, words)] };
  }
  const [header, ...body] = lines;
  if (header === undefined)
    return {
      columns: [],
      rows: [],
      errors: [rowError(1, null, { zh: '文件为空。', en: 'The file is empty.' })],
    };
  const names = header.record;
  const errors: RowError[] = [
    ...required
      .filter((name) => !names.includes(name))
      .map((column) => rowError(1, column, { zh: '缺少此列。', en: 'This column is missing.' })),
    ...names
      .filter((name) => !required.includes(name) && !optional.includes(name))
      .map((column) => rowError(1, column, { zh: '没有这样的列。', en: 'There is no such column.' })),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((column) => rowError(1, column, { zh: '此列重复。', en: 'This column comes twice.' })),
  ];
  if (body.length > rowsMax) {
    const words = {
      zh: `超过 ${rowsMax} 行，请分批导入。`,
      en: `More than ${rowsMax} rows: import in parts.`,
    };
    errors.push(rowError(1, null, words));
  }
  if (errors.length > 0) return { columns: names, rows: [], errors };
  const rows: CsvRow[] = [];
  for (const { record, info } of body) {
    if (record.length !== names.length) {
      const words = {
        zh: `有 ${record.length} 格，表头有 ${names.length} 列。`,
        en: `${record.length} cells where the header has ${names.length}.`,
      };
      errors.push(rowError(info.lines, null, words));
      continue;
    }
    const cells = Object.fromEntries(names.map((name, index) => [name, record[index] ?? '']));
    rows.push({
      line: info.lines,
      cells: Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== '')),
    });
  }
  return { columns: names, rows, errors };
}
