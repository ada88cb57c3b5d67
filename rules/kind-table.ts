import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { DeviceView } from './evaluators/condition.ts';

/**
 * Columns with one number per device; offsets are arrival − device time, ms; `busy` counts the rules that
 * are anything but quiet.
 */
const perDevice = [
  'newestTime',
  'newestPrint',
  'usualOffset',
  'windowOffset',
  'windowCount',
  'lastOffset',
  'busy',
] as const;
type Column = (typeof perDevice)[number];

/**
 * All devices of one kind, in columns: a quiet reading touches a few numbers of them and allocates
 * nothing, and a snapshot is a copy of the columns. A row is a device, in the order of first contact.
 */
export interface KindTable extends Record<Column, Float64Array> {
  readonly kind: SensorKind;
  readonly metricCount: number;
  readonly hold_ms: number;
  readonly ids: string[];
  readonly rows: Map<string, number>;
  /** Last valid values and their times: one slot per device and metric. */
  readonly view: DeviceView;
  /** Several different readings of the newest instant, by row; hardly ever used. */
  readonly instants: Map<number, number[]>;
  /** A run of late readings that may be a clock set back, by row: its first one. */
  readonly clockSteps: Map<number, { receivedAt: number; time: number }>;
}

export function createKindTable(kind: SensorKind): KindTable {
  const { metrics, offlineAfter_s } = kinds[kind];
  const hold_ms = offlineAfter_s * 1000;
  const empty = new Float64Array(0);
  return {
    kind,
    metricCount: metrics.length,
    hold_ms,
    ids: [],
    rows: new Map(),
    newestTime: empty,
    newestPrint: empty,
    usualOffset: empty,
    windowOffset: empty,
    windowCount: empty,
    lastOffset: empty,
    busy: empty,
    view: { values: empty, times: empty, base: 0, now: 0, hold_ms },
    instants: new Map(),
    clockSteps: new Map(),
  };
}

/** A new row, with room made by doubling. */
export function addRow(table: KindTable, deviceId: string): number {
  const row = table.ids.length;
  if (row >= table.newestTime.length) growTable(table, Math.max(64, row * 2));
  table.ids.push(deviceId);
  table.rows.set(deviceId, row);
  table.newestTime[row] = -Infinity;
  table.usualOffset[row] = Infinity;
  table.windowOffset[row] = Infinity;
  return row;
}

function growTable(table: KindTable, rows: number): void {
  for (const column of perDevice) {
    const former = table[column];
    table[column] = new Float64Array(rows);
    table[column].set(former);
  }
  const { view, metricCount } = table;
  const { values, times } = view;
  view.values = new Float64Array(rows * metricCount).fill(NaN);
  view.values.set(values);
  view.times = new Float64Array(rows * metricCount).fill(-Infinity);
  view.times.set(times);
}

/** The table as plain data, without spare room. */
export function snapshotTable(table: KindTable) {
  const rows = table.ids.length;
  const { values, times } = table.view;
  return {
    kind: table.kind,
    metrics: kinds[table.kind].metrics.map((metric) => metric.name),
    ids: table.ids.join('\n'),
    columns: perDevice.map((column) => table[column].slice(0, rows)),
    values: values.slice(0, rows * table.metricCount),
    times: times.slice(0, rows * table.metricCount),
    instants: table.instants,
    clockSteps: table.clockSteps,
  };
}

export type TableSnapshot = ReturnType<typeof snapshotTable>;

/** The reverse; a metric that was added to the kind meanwhile starts without a value. */
export function restoreTable(snapshot: TableSnapshot): KindTable {
  const table = createKindTable(snapshot.kind);
  const ids = snapshot.ids === '' ? [] : snapshot.ids.split('\n');
  growTable(table, Math.max(64, ids.length));
  for (const [row, id] of ids.entries()) {
    table.ids.push(id);
    table.rows.set(id, row);
  }
  for (const [index, column] of perDevice.entries()) {
    table[column].set(snapshot.columns[index] ?? []);
  }
  const stride = snapshot.metrics.length;
  const targets = snapshot.metrics.map((name) =>
    kinds[snapshot.kind].metrics.findIndex((metric) => metric.name === name),
  );
  const { view, metricCount } = table;
  for (let row = 0; row < ids.length; row += 1) {
    for (const [source, target] of targets.entries()) {
      if (target === -1) continue;
      view.values[row * metricCount + target] = snapshot.values[row * stride + source] ?? NaN;
      view.times[row * metricCount + target] = snapshot.times[row * stride + source] ?? -Infinity;
    }
  }
  for (const [row, prints] of snapshot.instants) table.instants.set(row, prints);
  for (const [row, step] of snapshot.clockSteps) table.clockSteps.set(row, step);
  return table;
}
