import type { PlaceId } from '../domain/record.ts';

/** Who stands where, as the journal told: a fold of placement records. */
export interface Placements {
  pathOf(deviceId: string): readonly PlaceId[];
  /** How many devices stand at a place. */
  countAt(place: PlaceId): number;
  /** False when nothing changed. */
  place(deviceId: string, path: readonly PlaceId[]): boolean;
  snapshot(): PlacementsSnapshot;
  restore(snapshot: PlacementsSnapshot): void;
}

/** Thousands of devices share a few hundred paths: each path once, each device with the number of its own. */
export interface PlacementsSnapshot {
  readonly paths: readonly (readonly PlaceId[])[];
  /** Device ids, one a line. */
  readonly ids: string;
  readonly pathIndexes: Uint32Array;
}

const nowhere: readonly PlaceId[] = [];

export function createPlacements(): Placements {
  const byDevice = new Map<string, readonly PlaceId[]>();
  /** One array for all devices of a path. */
  const shared = new Map<string, readonly PlaceId[]>();
  const counts = new Map<PlaceId, number>();

  function count(path: readonly PlaceId[], step: 1 | -1): void {
    for (const place of path) counts.set(place, (counts.get(place) ?? 0) + step);
  }

  function place(deviceId: string, path: readonly PlaceId[]): boolean {
    const key = path.join('\n');
    const former = byDevice.get(deviceId) ?? nowhere;
    if (former.join('\n') === key) return false;
    let one = shared.get(key);
    if (one === undefined) shared.set(key, (one = path));
    count(former, -1);
    count(one, 1);
    byDevice.set(deviceId, one);
    return true;
  }

  return {
    pathOf: (deviceId) => byDevice.get(deviceId) ?? nowhere,
    countAt: (at) => counts.get(at) ?? 0,
    place,
    snapshot() {
      const indexes = new Map<readonly PlaceId[], number>();
      const pathIndexes = new Uint32Array(byDevice.size);
      let device = 0;
      for (const path of byDevice.values()) {
        let index = indexes.get(path);
        if (index === undefined) indexes.set(path, (index = indexes.size));
        pathIndexes[device] = index;
        device += 1;
      }
      return { paths: [...indexes.keys()], ids: [...byDevice.keys()].join('\n'), pathIndexes };
    },
    restore({ paths, ids, pathIndexes }) {
      byDevice.clear();
      counts.clear();
      if (ids === '') return;
      for (const [device, id] of ids.split('\n').entries()) {
        place(id, paths[pathIndexes[device] ?? 0] ?? nowhere);
      }
    },
  };
}
