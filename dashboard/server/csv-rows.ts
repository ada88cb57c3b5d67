import { parse } from 'csv-parse/sync';

/** What is wrong with one row of an import; `line` counts from 1 and includes the header. */
export interface RowError {
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
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
): { rows: readonly CsvRow[]; errors: readonly RowError[] } {
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
    return {
      rows: [],
      errors: [{ line, column: null, message: error instanceof Error ? error.message : 'no CSV' }],
    };
  }
  const [header, ...body] = lines;
  if (header === undefined)
    return { rows: [], errors: [{ line: 1, column: null, message: 'The file is empty.' }] };
  const names = header.record;
  const errors: RowError[] = [
    ...required
      .filter((name) => !names.includes(name))
      .map((column) => ({ line: 1, column, message: 'This column is missing.' })),
    ...names
      .filter((name) => !required.includes(name) && !optional.includes(name))
      .map((column) => ({ line: 1, column, message: 'There is no such column.' })),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((column) => ({ line: 1, column, message: 'This column comes twice.' })),
  ];
  if (body.length > rowsMax) {
    errors.push({ line: 1, column: null, message: `More than ${rowsMax} rows: import in parts.` });
  }
  if (errors.length > 0) return { rows: [], errors };
  const rows: CsvRow[] = [];
  for (const { record, info } of body) {
    if (record.length !== names.length) {
      const message = `${record.length} cells where the header has ${names.length}.`;
      errors.push({ line: info.lines, column: null, message });
      continue;
    }
    const cells = Object.fromEntries(names.map((name, index) => [name, record[index] ?? '']));
    rows.push({
      line: info.lines,
      cells: Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== '')),
    });
  }
  return { rows, errors };
}
