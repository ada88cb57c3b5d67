import type { Position } from '../../../domain/actor.ts';
import { toGcj02 } from '../../../domain/gcj02.ts';

/**
 * 高德's page for a marker, which opens its app where there is one. Its maps are in GCJ-02, so the position, which
 * we have in WGS 84, is converted: by 300 to 600 m in the east of China.
 */
export function amapLink(position: Position, name: string): string {
  const { longitude_deg, latitude_deg } = toGcj02(position);
  const query = new URLSearchParams({
    position: `${longitude_deg.toFixed(6)},${latitude_deg.toFixed(6)}`,
    name,
    coordinate: 'gaode',
    callnative: '1',
  });
  return `https://uri.amap.com/marker?${query.toString()}`;
}

/** The same by words, where nobody knows the position. */
export function amapSearchLink(words: string): string {
  return `https://uri.amap.com/search?${new URLSearchParams({ keyword: words, callnative: '1' }).toString()}`;
}

/** For the phone's own map (RFC 5870, WGS 84); Apple's phones know no `geo:`. */
export function phoneMapLink({ longitude_deg, latitude_deg }: Position, isApple: boolean): string {
  const place = `${latitude_deg.toFixed(6)},${longitude_deg.toFixed(6)}`;
  return isApple ? `https://maps.apple.com/?daddr=${place}` : `geo:${place}?q=${place}`;
}
