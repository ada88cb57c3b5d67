import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Http } from './http.ts';
import type { DashboardLimits } from './limits.ts';
import { ProblemError } from './problem.ts';
import { readCsv, rowError, type CsvRow, type RowError } from './csv-rows.ts';
import { nullable, oneOf, Text } from './schemas.ts';

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
  /** A row's item, or what is wrong with the row; `header`: the columns that the file has. */
  readonly read: (row: CsvRow, header: readonly string[]) => T | readonly RowError[];
  /** Rows with the same key are an error. */
  readonly key: (item: T) => string;
  /** What only all rows together show. */
  readonly together?: (items: readonly Imported<T>[]) => readonly RowError[];
  /** What an item would do to what there is. */
  readonly does: (item: T) => RowState;
}

export interface Imported<T> {
  readonly line: number;
  readonly item: T;
}

type RowState = 'new' | 'changed' | 'unchanged';

/** An import that was read, with every fault that it has. */
export interface ReadImport<T> {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly items: readonly Imported<T>[];
  readonly errors: readonly RowError[];
}

/** Reads an import whole, and finds every fault at once. Writes nothing. */
export function readImport<T>(
  request: Pick<FastifyRequest, 'body'>,
  columns: ImportColumns<T>,
  limits: DashboardLimits,
): ReadImport<T> {
  if (typeof request.body !== 'string') {
    throw new ProblemError(415, 'csv-expected', { detail: 'Send the file as text/csv.' });
  }
  const { errors: faults, ...read } = readCsv(request.body, { ...columns, rowsMax: limits.importRowsMax });
  const errors: RowError[] = [...faults];
  const items: Imported<T>[] = [];
  const lines = new Map<string, number>();
  for (const row of read.rows) {
    const item = columns.read(row, read.columns);
    if (Array.isArray(item)) {
      errors.push(...(item as readonly RowError[]));
      continue;
    }
    const key = columns.key(item as T);
    const before = lines.get(key);
    if (before === undefined) lines.set(key, row.line);
    else errors.push(twice(row.line, { key, before }));
    items.push({ line: row.line, item: item as T });
  }
  errors.push(...(columns.together?.(items) ?? []));
  return { ...read, items, errors };
}

function twice(line: number, { key, before }: { readonly key: string; readonly before: number }): RowError {
  return rowError(line, null, {
    zh: `“${key}”在第 ${before} 行已出现。`,
    en: `"${key}" is already on line ${before}.`,
  });
}

/** The items of an import without a fault; refused whole with every row's error: half an import is hard to mend. */
export function itemsOf<T>({ items, errors }: ReadImport<T>, limits: DashboardLimits): readonly T[] {
  if (errors.length > 0) {
    throw new ProblemError(422, 'import-refused', {
      detail: `Nothing was imported: ${errors.length} errors.`,
      extensions: { errors: errors.slice(0, limits.importErrorsMax), errorCount: errors.length },
    });
  }
  return items.map(({ item }) => item);
}

export const ImportQuery = Type.Object({
  dryRun: Type.Boolean({
    default: false,
    description: 'nothing is written: the answer says what would happen, row by row, with every fault',
  }),
});

/** What an import would do. */
export const PreviewSchema = Type.Object({
  columns: Type.Array(Type.String()),
  counts: Type.Object({ new: Type.Integer(), changed: Type.Integer(), unchanged: Type.Integer() }),
  rowCount: Type.Integer(),
  rows: Type.Array(
    Type.Object({
      line: Type.Integer(),
      cells: Type.Record(Type.String(), Type.String()),
      state: oneOf(['new', 'changed', 'unchanged', 'faulty']),
    }),
    { description: 'those with faults first, then those that would change something; the first of them' },
  ),
  errors: Type.Array(
    Type.Object({
      line: Type.Integer(),
      column: nullable(Type.String()),
      message: Type.String(),
      words: Text,
    }),
  ),
  errorCount: Type.Integer(),
});

/** What an import would do, for people to look at before it does. */
export function previewOf<T>(read: ReadImport<T>, columns: ImportColumns<T>, limits: DashboardLimits) {
  const { rows, items, errors } = read;
  const faulty = new Set(errors.map(({ line }) => line));
  const states = new Map(items.map(({ line, item }) => [line, columns.does(item)]));
  const counts = { new: 0, changed: 0, unchanged: 0 };
  for (const state of states.values()) counts[state] += 1;
  const stated = rows.map(({ line, cells }) => {
    return { line, cells, state: faulty.has(line) ? ('faulty' as const) : (states.get(line) ?? 'unchanged') };
  });
  const order = { faulty: 0, changed: 1, new: 1, unchanged: 2 } as const;
  return {
    columns: read.columns,
    counts,
    rowCount: rows.length,
    rows: stated
      .toSorted((a, b) => order[a.state] - order[b.state] || a.line - b.line)
      .slice(0, limits.importPreviewRowsMax),
    errors: errors.slice(0, limits.importErrorsMax),
    errorCount: errors.length,
  };
}

/** Whether what there is would stay as it is; `there` undefined: it is new. */
export function stateOf<T extends object>(there: T | undefined, item: Partial<T>): RowState {
  if (there === undefined) return 'new';
  const isSame = Object.entries(item).every(([name, value]) => there[name as keyof T] === value);
  return isSame ? 'unchanged' : 'changed';
}
