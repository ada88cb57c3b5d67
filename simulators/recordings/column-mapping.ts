import { readFile } from 'node:fs/promises';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { findMetric, isSensorKind, type SensorKind } from '../../domain/kinds.ts';
import { fromLocalTime } from './local-time.ts';
import {
  toNumber,
  toThousandths,
  withoutMissing,
  type RecordingFormat,
  type Row,
} from './recording-format.ts';

const NonEmpty = Type.String({ minLength: 1 });

/** A column and what makes the metric of it: `value × scale + offset`, then `convert`, then not below `min`. */
const ColumnSchema = Type.Object(
  {
    column: NonEmpty,
    scale: Type.Optional(Type.Number()),
    offset: Type.Optional(Type.Number()),
    /** `optical-density`: 1/m to obscuration in %/m, 100 × (1 − 10^−OD). */
    convert: Type.Optional(Type.Literal('optical-density')),
    /** For noise around zero of quantities that cannot be negative. */
    min: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);

const MappingSchema = Type.Object(
  {
    kind: NonEmpty,
    delimiter: Type.Optional(NonEmpty),
    /** Column names of a file without a header. */
    columns: Type.Optional(Type.Array(NonEmpty, { minItems: 1 })),
    time: Type.Object(
      {
        /** Several are joined with a space: date and time. */
        columns: Type.Array(NonEmpty, { minItems: 1 }),
        /** `seconds` count from the recording's own zero; `d/m/y` is day first, with a time after it. */
        format: Type.Union([
          Type.Literal('iso'),
          Type.Literal('d/m/y'),
          Type.Literal('epoch-s'),
          Type.Literal('epoch-ms'),
          Type.Literal('seconds'),
        ]),
        /** IANA zone of times written without one; UTC by default. */
        zone: Type.Optional(NonEmpty),
      },
      { additionalProperties: false },
    ),
    /** Column with the device's id. Without it the file is one device. */
    device: Type.Optional(NonEmpty),
    /** Texts that stand for "not measured"; the empty cell always does. */
    missing: Type.Optional(Type.Array(Type.String())),
    /** Metric → column. */
    values: Type.Record(Type.String(), Type.Union([NonEmpty, ColumnSchema])),
  },
  { additionalProperties: false },
);

/** A recording's columns as data: what a mapping file (YAML or JSON) holds. */
export type ColumnMapping = Static<typeof MappingSchema>;

const mappingValidator = Compile(MappingSchema);

/** Reads and checks a mapping file; every problem at once. */
export async function loadColumnMapping(path: string): Promise<RecordingFormat> {
  const content: unknown = parse(await readFile(path, 'utf8'));
  const problems = mappingValidator.Check(content) ? findUnknownMetrics(content) : describe(content);
  if (problems.length > 0) throw new Error(`${path}: ${problems.join('; ')}`);
  return fromColumnMapping(content as ColumnMapping, { name: path, title: path });
}

function describe(content: unknown): readonly string[] {
  return mappingValidator.Errors(content).map((error) => `${error.instancePath || '/'} ${error.message}`);
}

function findUnknownMetrics({ kind, values }: ColumnMapping): readonly string[] {
  if (!isSensorKind(kind)) return [`there is no sensor kind "${kind}"`];
  return Object.keys(values)
    .filter((metric) => findMetric(kind, metric) === undefined)
    .map((metric) => `"${metric}" is no metric of ${kind}`);
}

/** A format from a mapping that is known to be good. */
export function fromColumnMapping(
  mapping: ColumnMapping,
  { name, title }: { name: string; title: string },
): RecordingFormat {
  const kind = mapping.kind as SensorKind;
  const missing = new Set(mapping.missing);
  const columns = Object.entries(mapping.values).map(
    ([metric, from]) => [metric, typeof from === 'string' ? { column: from } : from] as const,
  );
  return {
    name,
    title,
    kind,
    clock: mapping.time.format === 'seconds' ? 'relative' : 'calendar',
    isOrdered: true,
    delimiter: mapping.delimiter ?? ',',
    ...(mapping.columns === undefined ? {} : { columns: mapping.columns }),
    toReadings(row) {
      const time_ms = toTimeMs(row, mapping.time);
      const values = withoutMissing(
        Object.fromEntries(columns.map(([metric, from]) => [metric, toValue(row[from.column], from)])),
      );
      if (Number.isNaN(time_ms) || Object.keys(values).length === 0) return [];
      const deviceId = mapping.device === undefined ? null : (row[mapping.device] ?? null);
      return [{ kind, time_ms, deviceId, values }];
    },
  };

  function toValue(text: string | undefined, from: Static<typeof ColumnSchema>): number {
    if (text !== undefined && missing.has(text)) return Number.NaN;
    const scaled = toNumber(text) * (from.scale ?? 1) + (from.offset ?? 0);
    const converted = from.convert === undefined ? scaled : 100 * (1 - 10 ** -scaled);
    return toThousandths(Math.max(converted, from.min ?? Number.NEGATIVE_INFINITY));
  }
}

function toTimeMs(row: Row, time: ColumnMapping['time']): number {
  const text = time.columns.map((column) => row[column] ?? '').join(' ');
  switch (time.format) {
    case 'epoch-s':
    case 'seconds':
      return Math.round(toNumber(text) * 1_000);
    case 'epoch-ms':
      return toNumber(text);
    case 'd/m/y':
      return fromLocalTime(toYearFirst(text), time.zone ?? 'UTC');
    default:
      return /(?:Z|[+-]\d\d:?\d\d)$/.test(text.trim())
        ? Date.parse(text.trim())
        : fromLocalTime(text, time.zone ?? 'UTC');
  }
}

/** `16/12/2006 17:24:00` → `2006-12-16 17:24:00`. */
function toYearFirst(text: string): string {
  const [date = '', clock = ''] = text.trim().split(/\s+/);
  const [day = '', month = '', year = ''] = date.split('/');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`;
}
