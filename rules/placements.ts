import type { PlaceId } from '../domain/record.ts';

/** Who stands where, as the journal told: a fold of placement records. */
export interface Placements {
  pathOf(deviceId: string): readonly PlaceId[];
  /** How many devices stand at a place. */
  countAt(place: PlaceId): number;
  /** False when nothing changed. */
  place(deviceId: string, path: readonly PlaceId[]): boolean;
  /** As they are now, in parts that may be made while devices move. */
  snapshot(): readonly (() => PlacementsPart)[];
  restore(parts: Iterable<PlacementsPart>): void;
}

/** Thousands of devices share a few hundred paths: each path once, each device with the number of its own. */
export interface PlacementsPart {
  /** Of all parts; the numbers count these. */
  readonly paths: readonly (readonly PlaceId[])[];
  /** Device ids, one a line. */
  readonly ids: string;
  readonly pathNumbers: Uint32Array;
}

const nowhere: readonly PlaceId[] = [];
/** So many devices a part: a millisecond or two of work. */
const partSize = 8192;

export function createPlacements(): Placements {
  /** What is told stays in its place: nothing is ever taken out, so that a snapshot needs a copy of numbers only. */
  const ids: string[] = [];
  const paths: (readonly PlaceId[])[] = [];
  let pathNumbers = new Uint32Array(partSize);
  const placeInIds = new Map<string, number>();
  const numberOfPath = new Map<string, number>();
  const counts = new Map<PlaceId, number>();

  function count(path: readonly PlaceId[], step: 1 | -1): void {
    for (const place of path) counts.set(place, (counts.get(place) ?? 0) + step);
  }

  function pathOf(deviceId: string): readonly PlaceId[] {
    const index = placeInIds.get(deviceId);
    return index === undefined ? nowhere : (paths[pathNumbers[index] ?? 0] ?? nowhere);
  }

  function toNumber(path: readonly PlaceId[]): number {
    const key = path.join('\n');
    let number = numberOfPath.get(key);
    if (number === undefined) {
      number = paths.length;
      paths.push(path);
      numberOfPath.set(key, number);
    }
    return number;
  }

  function toIndex(deviceId: string): number {
    let index = placeInIds.get(deviceId);
    if (index === undefined) {
      index = ids.length;
      ids.push(deviceId);
      placeInIds.set(deviceId, index);
      if (index >= pathNumbers.length) {
        const grown = new Uint32Array(2 * pathNumbers.length);
        grown.set(pathNumbers);
        pathNumbers = grown;
      }
    }
    return index;
  }

  function place(deviceId: string, path: readonly PlaceId[]): boolean {
    const former = pathOf(deviceId);
    if (former.join('\n') === path.join('\n')) return false;
    const number = toNumber(path);
    pathNumbers[toIndex(deviceId)] = number;
    count(former, -1);
    count(paths[number] ?? nowhere, 1);
    return true;
  }

  function snapshot(): readonly (() => PlacementsPart)[] {
    const known = paths.slice();
    const numbers = pathNumbers.slice(0, ids.length);
    return Array.from({ length: Math.ceil(numbers.length / partSize) }, (_, part) => () => {
      const from = part * partSize;
      const some = numbers.slice(from, from + partSize);
      return { paths: known, ids: ids.slice(from, from + some.length).join('\n'), pathNumbers: some };
    });
  }

  return {
    pathOf,
    countAt: (at) => counts.get(at) ?? 0,
    place,
    snapshot,
    restore(parts) {
      ids.length = 0;
      paths.length = 0;
      placeInIds.clear();
      numberOfPath.clear();
      counts.clear();
      for (const part of parts) {
        for (const [index, id] of part.ids.split('\n').entries()) {
          place(id, part.paths[part.pathNumbers[index] ?? 0] ?? nowhere);
        }
      }
    },
  };
}
