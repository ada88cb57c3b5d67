import type { SensorKind } from '../../domain/kinds.ts';
import type { DashboardFleet } from './dependencies.ts';
import type { LatestReadings } from './live/latest-readings.ts';

/** How the devices of one kind are doing that hang in one area itself, not in those below it. */
export interface AreaCount {
  /** Null: devices that have no place. */
  readonly areaCode: string | null;
  readonly kind: SensorKind;
  readonly total: number;
  readonly online: number;
  readonly offline: number;
  /** Not heard of since the service started. */
  readonly unknown: number;
}

/** Counts devices by area and kind, in no order; areas without devices are left out. Disabled devices do not count. */
export function countAreas(
  fleet: Pick<DashboardFleet, 'devices' | 'site'>,
  latest: Pick<LatestReadings, 'state'>,
  now: number,
): readonly AreaCount[] {
  const counts = new Map<string, { -readonly [K in keyof AreaCount]: AreaCount[K] }>();
  for (const { id, kind, siteId, disabled } of fleet.devices()) {
    if (disabled) continue;
    const areaCode = siteId === null ? null : (fleet.site(siteId)?.areaCode ?? null);
    const key = `${kind} ${areaCode ?? ''}`;
    let count = counts.get(key);
    if (count === undefined) {
      count = { areaCode, kind, total: 0, online: 0, offline: 0, unknown: 0 };
      counts.set(key, count);
    }
    count.total += 1;
    count[latest.state(id, kind, now)] += 1;
  }
  return [...counts.values()];
}
