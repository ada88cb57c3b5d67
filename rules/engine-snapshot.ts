import { deserialize, serialize } from 'node:v8';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { Device } from './device.ts';
import type { KindEngine } from './kind-engine.ts';
import { layoutOf, type Page } from './page.ts';
import type { Plan } from './plan.ts';

const format = 3;

/** What a snapshot holds beside the devices. */
export interface SnapshotHeader {
  readonly format: number;
  readonly content: unknown;
}

type Rare = Pick<Device, 'states' | 'late' | 'instants' | 'clockStep' | 'foretold'>;

/** The devices of one page. Rules go by key: a later program may lay them out differently. */
interface PageSnapshot {
  readonly kind: SensorKind;
  readonly metrics: readonly string[];
  readonly rules: readonly { readonly key: string; readonly memoryAt: number; readonly slots: number }[];
  readonly stride: number;
  readonly ids: readonly string[];
  readonly orders: Float64Array;
  readonly due: Float64Array;
  readonly queuedAt: Float64Array;
  readonly data: Float64Array;
  readonly rare: readonly (readonly [place: number, rare: Rare])[];
}

export interface Snapshotting {
  /**
   * The engine as it is now, in pieces that may be taken later: what changes meanwhile is copied first. A
   * snapshot that was begun and not taken to its end is given up when the next one begins.
   */
  begin(content: unknown, pages: Iterable<Page>): Iterable<Uint8Array>;
  /** A page that is awaited is about to change. */
  beforeChange(page: Page): void;
}

/** Copy on write, a page at a time: a snapshot of a hundred thousand devices stops nobody. */
/** `saving`: told whether any page is awaited, so that the hot path need not look at each. */
export function createSnapshotting(saving: (isSaving: boolean) => void): Snapshotting {
  let awaited: readonly Page[] = [];
  const copies = new Map<Page, Uint8Array>();

  function beforeChange(page: Page): void {
    copies.set(page, encodePage(page));
    page.isAwaited = false;
  }

  function* take(header: Uint8Array, pages: readonly Page[]): Generator<Uint8Array> {
    yield header;
    for (const page of pages) {
      if (awaited !== pages) return;
      const piece = copies.get(page) ?? encodePage(page);
      copies.delete(page);
      page.isAwaited = false;
      yield piece;
    }
    saving(false);
  }

  return {
    begin(content, pages) {
      for (const page of awaited) page.isAwaited = false;
      copies.clear();
      awaited = [...pages];
      for (const page of awaited) page.isAwaited = true;
      saving(true);
      const header: SnapshotHeader = { format, content };
      return take(serialize(header), awaited);
    },
    beforeChange,
  };
}

function encodePage({ devices, data, stride }: Page): Uint8Array {
  const first = devices[0];
  if (first === undefined) throw new Error('an empty page was kept');
  const snapshot: PageSnapshot = {
    kind: first.kind,
    metrics: kinds[first.kind].metrics.map(({ name }) => name),
    rules: first.plan.rules.map(({ compiled: { key, slots }, memoryAt }) => ({ key, slots, memoryAt })),
    stride,
    ids: devices.map(({ id }) => id),
    orders: Float64Array.from(devices, ({ order }) => order),
    due: Float64Array.from(devices, ({ due }) => due),
    queuedAt: Float64Array.from(devices, ({ queuedAt }) => queuedAt),
    data: data.subarray(0, devices.length * stride),
    rare: devices.flatMap((device, place) => (isPlain(device) ? [] : [[place, rareOf(device)] as const])),
  };
  return serialize(snapshot);
}

function rareOf({ states, late, instants, clockStep, foretold }: Device): Rare {
  return { states, late, instants, clockStep, foretold };
}

function isPlain({ states, late, instants, clockStep, foretold }: Device): boolean {
  return states === null && late === null && instants === null && clockStep === null && foretold === null;
}

/** The header of a snapshot. Throws when the bytes are none, or another program's. */
export function decodeHeader(piece: Uint8Array | undefined): unknown {
  const { format: found, content } = decode(piece) as SnapshotHeader;
  if (found !== format) throw new Error(`the rules snapshot has format ${found}, not ${format}`);
  return content;
}

function decode(piece: Uint8Array | undefined): unknown {
  try {
    return deserialize(piece ?? new Uint8Array());
  } catch (cause) {
    throw new Error('the rules snapshot cannot be read', { cause });
  }
}

/** Brings the devices of one piece back; `admit` makes each under its present plan. */
export function restorePage(
  piece: Uint8Array,
  engineOf: (kind: SensorKind) => KindEngine | undefined,
  admit: (engine: KindEngine, id: string) => Device,
): void {
  const snapshot = decode(piece) as PageSnapshot;
  const engine = engineOf(snapshot.kind);
  if (engine === undefined) return;
  const rare = new Map(snapshot.rare);
  for (const [place, id] of snapshot.ids.entries()) {
    const device = admit(engine, id);
    device.order = snapshot.orders[place] ?? 0;
    device.due = snapshot.due[place] ?? Infinity;
    device.queuedAt = snapshot.queuedAt[place] ?? Infinity;
    copyNumbers(snapshot, place * snapshot.stride, device);
    const its = rare.get(place);
    if (its === undefined) continue;
    const { states, late, ...rest } = its;
    Object.assign(device, rest);
    device.states = reorder(states, snapshot, device.plan);
    device.late = reorder(late, snapshot, device.plan);
  }
}

function copyNumbers(snapshot: PageSnapshot, from: number, device: Device): void {
  const { data } = device;
  const { metrics } = kinds[device.kind];
  const layout = layoutOf(device.kind);
  const count = snapshot.metrics.length;
  for (let column = 0; column < layout.valuesAt; column += 1) {
    data[device.base + column] = snapshot.data[from + column] ?? NaN;
  }
  for (const [source, name] of snapshot.metrics.entries()) {
    // A metric that was added to the kind meanwhile starts without a value.
    const target =
      metrics[source]?.name === name ? source : metrics.findIndex((metric) => metric.name === name);
    if (target === -1) continue;
    data[device.base + layout.valuesAt + target] = snapshot.data[from + layout.valuesAt + source] ?? NaN;
    data[device.base + layout.timesAt + target] =
      snapshot.data[from + layout.valuesAt + count + source] ?? -Infinity;
  }
  for (const [position, { compiled, memoryAt }] of device.plan.rules.entries()) {
    const source = sourceOf(snapshot, compiled.key, position);
    if (source?.slots !== compiled.slots) continue;
    const start = from + source.memoryAt;
    data.set(snapshot.data.subarray(start, start + source.slots), device.base + memoryAt);
  }
}

function sourceOf(
  { rules }: PageSnapshot,
  key: string,
  position: number,
): PageSnapshot['rules'][number] | undefined {
  const same = rules[position];
  return same?.key === key ? same : rules.find((one) => one.key === key);
}

function reorder<T>(
  list: (T | undefined)[] | null,
  { rules }: PageSnapshot,
  plan: Plan,
): (T | undefined)[] | null {
  if (list === null) return null;
  return plan.rules.map(({ compiled }) => list[rules.findIndex(({ key }) => key === compiled.key)]);
}
