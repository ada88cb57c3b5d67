import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { RecordedReading, RecordingFormat, Row } from './recording-format.ts';

/**
 * The readings of a CSV recording in the order of time, streamed unless its format must be sorted. Throws when
 * the file cannot be read or is no CSV; rows that hold no reading are passed over.
 */
export async function* readRecording(
  path: string,
  format: RecordingFormat,
  /** Called for each row that holds no reading: not chosen, not measured, or not understood. */
  emptyRow?: (rowNumber: number) => void,
): AsyncGenerator<RecordedReading> {
  const rows = readRows(path, format, emptyRow);
  if (format.isOrdered) {
    yield* rows;
    return;
  }
  const readings = await Array.fromAsync(rows);
  yield* readings.sort((a, b) => a.time_ms - b.time_ms);
}

async function* readRows(
  path: string,
  format: RecordingFormat,
  emptyRow?: (rowNumber: number) => void,
): AsyncGenerator<RecordedReading> {
  const file = createReadStream(path);
  const parser = parse({
    bom: true,
    columns: format.columns === undefined ? true : [...format.columns],
    delimiter: format.delimiter,
    skip_empty_lines: true,
    relax_column_count: true,
    trim: true,
  });
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let rowNumber = 0;
  try {
    for await (const row of parser) {
      rowNumber += 1;
      const readings = format.toReadings(row as Row, rowNumber);
      if (readings.length === 0) emptyRow?.(rowNumber);
      yield* readings;
    }
  } finally {
    file.destroy();
  }
}
