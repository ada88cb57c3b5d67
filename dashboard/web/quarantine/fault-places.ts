import { jsonFaultAt } from './json-fault.ts';

/** A stretch of a payload, in bytes: `from` and before `to`. */
export interface FaultPlace {
  readonly from: number;
  readonly to: number;
}

/** One thing that was wrong with a message. */
export interface FaultLine {
  readonly code: string;
  readonly words: string;
  /** The metric or field that it is about, where the words name one. */
  readonly name: string | null;
}

/** The lines of a message's `detail`. */
export function toFaultLines(detail: string): readonly FaultLine[] {
  return detail.split('\n').flatMap((line) => {
    const colon = line.indexOf(': ');
    if (colon <= 0) return [];
    const words = line.slice(colon + 2);
    return [{ code: line.slice(0, colon), words, name: /^"([^"]+)"/.exec(words)?.[1] ?? null }];
  });
}

/** Where in the payload the faults are, as far as that can be told; first to last, none within another. */
export function faultPlaces(payload: Uint8Array, lines: readonly FaultLine[]): readonly FaultPlace[] {
  const text = decodeAll(payload);
  const places = lines.flatMap(({ code, name }) => {
    if (code === 'bad-utf8') return notUtf8(payload);
    if (code === 'bad-json') return notJson(text);
    return name === null ? [] : ofName(text, name);
  });
  const sorted = places.toSorted((a, b) => a.from - b.from || b.to - a.to);
  return sorted.filter((place, index) => sorted.slice(0, index).every(({ to }) => to <= place.from));
}

function decodeAll(payload: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload);
}

/** The first byte that is none of UTF-8: the longest beginning that is, by halving. */
function notUtf8(payload: Uint8Array): readonly FaultPlace[] {
  let good = 0;
  let bad = payload.length;
  while (good + 1 < bad) {
    const middle = (good + bad) >> 1;
    if (isUtf8Beginning(payload.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return payload.length === 0 ? [] : [{ from: good, to: good + 1 }];
}

function isUtf8Beginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function notJson(text: string): readonly FaultPlace[] {
  const at = jsonFaultAt(text);
  if (at === null) return [];
  // At the text's very end there is no character to point at: the last one stands for it.
  const from = Math.max(0, Math.min(at, text.length - 1));
  return text === '' ? [] : [toBytes(text, from, from + 1)];
}

/** Every `"name": value` of that name. */
function ofName(text: string, name: string): readonly FaultPlace[] {
  const quoted = JSON.stringify(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`${quoted}\\s*:\\s*(?:"(?:[^"\\\\]|\\\\.)*"|[^,}\\]\\s]+)`, 'g');
  return [...text.matchAll(pattern)].map((match) => {
    return toBytes(text, match.index, match.index + match[0].length);
  });
}

function toBytes(text: string, from: number, to: number): FaultPlace {
  const encoder = new TextEncoder();
  const before = encoder.encode(text.slice(0, from)).length;
  return { from: before, to: before + encoder.encode(text.slice(from, to)).length };
}
