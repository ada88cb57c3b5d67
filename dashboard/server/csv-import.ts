import type { FastifyRequest } from 'fastify';
import type { Http } from './http.ts';
import type { DashboardLimits } from './limits.ts';
import { ProblemError } from './problem.ts';
import type { CsvRow, RowError } from './csv-rows.ts';
import { readCsv } from './csv-rows.ts';

/** Lets the routes of `app` take `text/csv`; the body is its text. */
export function acceptCsv(app: Http, limits: DashboardLimits): void {
  app.addContentTypeParser(
    'text/csv',
    { parseAs: 'string', bodyLimit: limits.importBytesMax },
    (_request, body, done) => done(null, body),
  );
}

export interface ImportColumns<T> {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** A row's item, or what is wrong with the row. */
  readonly read: (row: CsvRow) => T | readonly RowError[];
  /** Rows with the same key are an error. */
  readonly key: (item: T) => string;
}

/** Reads an import whole or refuses it whole with every row's error: half an import is hard to mend. */
export function readImport<T>(
  request: Pick<FastifyRequest, 'body'>,
  columns: ImportColumns<T>,
  limits: DashboardLimits,
): readonly T[] {
  if (typeof request.body !== 'string') {
    throw new ProblemError(415, 'csv-expected', { detail: 'Send the file as text/csv.' });
  }
  const { rows, errors: faults } = readCsv(request.body, { ...columns, rowsMax: limits.importRowsMax });
  const errors: RowError[] = [...faults];
  const items: T[] = [];
  const lines = new Map<string, number>();
  for (const row of rows) {
    const item = columns.read(row);
    if (Array.isArray(item)) {
      errors.push(...(item as readonly RowError[]));
      continue;
    }
    const key = columns.key(item as T);
    const before = lines.get(key);
    if (before === undefined) lines.set(key, row.line);
    else errors.push({ line: row.line, column: null, message: `"${key}" is already on line ${before}.` });
    items.push(item as T);
  }
  if (errors.length > 0) {
    throw new ProblemError(422, 'import-refused', {
      detail: `Nothing was imported: ${errors.length} errors.`,
      extensions: { errors: errors.slice(0, limits.importErrorsMax), errorCount: errors.length },
    });
  }
  return items;
}
