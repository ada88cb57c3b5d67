import { deserialize, serialize } from 'node:v8';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { Device } from './device.ts';
import type { KindEngine } from './kind-engine.ts';
import { layoutOf, type Page } from './page.ts';
import type { Plan } from './plan.ts';

const format = 4;

/** What a snapshot holds beside the devices: first this, then the parts of what is large. */
interface SnapshotHeader {
  readonly format: number;
  readonly content: unknown;
  readonly parts: number;
}

export interface SavedEngine {
  readonly content: unknown;
  readonly parts: readonly unknown[];
  readonly pages: readonly SavedPage[];
}

type PagePieces = readonly [page: Uint8Array, numbers: Uint8Array];

type Rare = Pick<Device, 'states' | 'late' | 'instants' | 'clockStep' | 'foretold'>;

/** The devices of one page. Rules go by key: a later program may lay them out differently. */
interface PageSnapshot {
  readonly kind: SensorKind;
  readonly metrics: readonly string[];
  readonly rules: readonly SavedRule[];
  readonly stride: number;
  readonly ids: readonly string[];
  readonly rare: readonly (readonly [place: number, rare: Rare])[];
}

interface SavedRule {
  readonly key: string;
  readonly memoryAt: number;
  readonly slots: number;
}

/** As it is written: a thousand pages have few plans, and texts are written fastest. */
interface WrittenPage {
  readonly kind: SensorKind;
  /** JSON of `metrics` and `rules`. */
  readonly plan: string;
  readonly stride: number;
  /** One a line. */
  readonly ids: string;
  readonly rare: PageSnapshot['rare'];
}

export interface Snapshotting {
  /**
   * The engine as it is now, in pieces that may be taken later: what changes meanwhile is copied first. A
   * snapshot that was begun and not taken to its end is given up when the next one begins. `parts` are
   * asked for later too, and answer as of now.
   */
  begin(
    content: unknown,
    rest: { parts: readonly (() => unknown)[]; pages: Iterable<Page>; isTransient: boolean },
  ): Iterable<Uint8Array>;
  /** A page that is awaited is about to change. */
  beforeChange(page: Page): void;
}

/** Copy on write, a page at a time: a snapshot of a hundred thousand devices stops nobody. */
/** `saving`: told whether any page is awaited, so that the hot path need not look at each. */
export function createSnapshotting(saving: (isSaving: boolean) => void): Snapshotting {
  let awaited: readonly Page[] = [];
  const copies = new Map<Page, PagePieces>();
  const scratch: Scratch = { numbers: new Float64Array(0) };

  function beforeChange(page: Page): void {
    copies.set(page, encodePage(page, null));
    page.isAwaited = false;
  }

  function* take(
    header: Uint8Array,
    { parts, isTransient }: { parts: readonly (() => unknown)[]; isTransient: boolean },
    pages: readonly Page[],
  ): Generator<Uint8Array> {
    yield header;
    for (const part of parts) yield serialize(part());
    for (const page of pages) {
      if (awaited !== pages) return;
      const pieces = copies.get(page) ?? encodePage(page, isTransient ? scratch : null);
      copies.delete(page);
      page.isAwaited = false;
      yield* pieces;
    }
    saving(false);
  }

  return {
    begin(content, { parts, pages, isTransient }) {
      for (const page of awaited) page.isAwaited = false;
      copies.clear();
      awaited = [...pages];
      for (const page of awaited) page.isAwaited = true;
      saving(true);
      const header: SnapshotHeader = { format, content, parts: parts.length };
      return take(serialize(header), { parts, isTransient }, awaited);
    },
    beforeChange,
  };
}

/** Memory for one page after the other: 100,000 devices would leave 140 MB to be collected. */
interface Scratch {
  numbers: Float64Array;
}

function toMemory(scratch: Scratch | null, length: number): Float64Array {
  if (scratch === null) return new Float64Array(length);
  if (scratch.numbers.length < length) scratch.numbers = new Float64Array(length);
  return scratch.numbers.subarray(0, length);
}

function encodePage({ devices, data, stride }: Page, scratch: Scratch | null): PagePieces {
  const first = devices[0];
  if (first === undefined) throw new Error('an empty page was kept');
  const page: WrittenPage = {
    kind: first.kind,
    plan: describePlan(first.kind, first.plan),
    stride,
    ids: devices.map(({ id }) => id).join('\n'),
    rare: devices.flatMap((device, place) => (isPlain(device) ? [] : [[place, rareOf(device)] as const])),
  };
  const count = devices.length;
  const numbers = toMemory(scratch, count * (stride + times));
  numbers.set(data.length === count * stride ? data : data.subarray(0, count * stride));
  let at = count * stride;
  for (const { order, due, queuedAt } of devices) {
    numbers[at] = order;
    numbers[at + 1] = due;
    numbers[at + 2] = queuedAt;
    at += times;
  }
  return [serialize(page), new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)];
}

/** Of each device, after the numbers of all: its order, when it is due, and when it is queued. */
const times = 3;
const described = new WeakMap<Plan, string>();

function describePlan(kind: SensorKind, plan: Plan): string {
  let text = described.get(plan);
  if (text === undefined) {
    const metrics = kinds[kind].metrics.map(({ name }) => name);
    const rules = plan.rules.map(({ compiled: { key, slots }, memoryAt }) => ({ key, slots, memoryAt }));
    described.set(plan, (text = JSON.stringify({ metrics, rules })));
  }
  return text;
}

function rareOf({ states, late, instants, clockStep, foretold }: Device): Rare {
  return { states, late, instants, clockStep, foretold };
}

function isPlain({ states, late, instants, clockStep, foretold }: Device): boolean {
  return states === null && late === null && instants === null && clockStep === null && foretold === null;
}

/**
 * What was saved, all of it read and checked, so that nothing is restored by half. Throws when the bytes are no
 * snapshot, or another program's.
 */
export function decodeSnapshot(pieces: Iterable<Uint8Array>): SavedEngine {
  const [first, ...rest] = pieces;
  const { format: found, content, parts } = decode(first) as SnapshotHeader;
  if (found !== format) throw new Error(`the rules snapshot has format ${found}, not ${format}`);
  return { content, parts: rest.slice(0, parts).map(decode), pages: decodePages(rest.slice(parts)) };
}

function decode(piece: Uint8Array | undefined): unknown {
  try {
    return deserialize(piece ?? new Uint8Array());
  } catch (cause) {
    throw new Error('the rules snapshot cannot be read', { cause });
  }
}

/** Two pieces a page: what it is, and its numbers. */
function decodePages(pieces: readonly Uint8Array[]): readonly SavedPage[] {
  return Array.from({ length: Math.ceil(pieces.length / 2) }, (_, index): SavedPage => {
    const { plan, ids: lines, ...rest } = decode(pieces[index * 2]) as WrittenPage;
    const { metrics, rules } = JSON.parse(plan) as Pick<PageSnapshot, 'metrics' | 'rules'>;
    const ids = lines.split('\n');
    const data = toNumbers(pieces[index * 2 + 1], ids.length * (rest.stride + times));
    return { ...rest, metrics, rules, ids, data };
  });
}

/** Brings the devices of all pages back; `admit` makes each under its present plan. */
export function restorePages(
  pages: readonly SavedPage[],
  engineOf: (kind: SensorKind) => KindEngine | undefined,
  admit: (engine: KindEngine, id: string) => Device,
): void {
  for (const page of pages) {
    const engine = engineOf(page.kind);
    if (engine !== undefined) restorePage(page, (id) => admit(engine, id));
  }
}

function toNumbers(piece: Uint8Array | undefined, count: number): Float64Array {
  if (piece?.length !== count * Float64Array.BYTES_PER_ELEMENT) {
    throw new Error(`the rules snapshot has a page of ${piece?.length} bytes for ${count} numbers`);
  }
  // A piece may lie anywhere in its file, numbers must be aligned. (`slice` of a Buffer copies nothing.)
  return new Float64Array(new Uint8Array(piece).buffer);
}

export interface SavedPage extends PageSnapshot {
  readonly data: Float64Array;
}

function restorePage(page: SavedPage, admit: (id: string) => Device): void {
  const rare = new Map(page.rare);
  for (const [place, id] of page.ids.entries()) {
    const device = admit(id);
    const at = page.ids.length * page.stride + place * times;
    device.order = page.data[at] ?? 0;
    device.due = page.data[at + 1] ?? Infinity;
    device.queuedAt = page.data[at + 2] ?? Infinity;
    copyNumbers(page, place * page.stride, device);
    const its = rare.get(place);
    if (its === undefined) continue;
    const { states, late, ...others } = its;
    Object.assign(device, others);
    device.states = reorder(states, page, device.plan);
    device.late = reorder(late, page, device.plan);
  }
}

function copyNumbers(snapshot: SavedPage, from: number, device: Device): void {
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
