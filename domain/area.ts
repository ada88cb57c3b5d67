import type { Boundary } from './boundary.ts';

/** 区 → 街道 → 社区 → 网格 → 楼栋. Any level may be missing. */
export const areaLevels = ['district', 'street', 'community', 'grid', 'building'] as const;
export type AreaLevel = (typeof areaLevels)[number];

/** The level above; null at the top. */
export function levelAbove(level: AreaLevel): AreaLevel | null {
  return areaLevels[areaLevels.indexOf(level) - 1] ?? null;
}

export interface Area {
  readonly code: string;
  readonly level: AreaLevel;
  readonly parentCode: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Its outline, WGS 84; null: nobody told it. Left out in a change, it stays as it was. */
  readonly boundary?: Boundary | null;
}

/** A shop, flat, distribution room, shaft, underpass: where devices hang. WGS 84. */
export interface Site {
  readonly id: string;
  readonly areaCode: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly longitude_deg: number | null;
  readonly latitude_deg: number | null;
}
