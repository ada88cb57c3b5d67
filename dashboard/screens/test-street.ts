import type { Alert, Forecast } from '../../domain/alert.ts';
import { sampleAlert, type TestDashboard } from '../server/test-support.ts';

const [west, south] = [114.05, 22.54];

/** A small street for the screens that draw one: a community with a building, shops, and a device nowhere. */
export async function fillStreet({ fleet }: TestDashboard): Promise<void> {
  await fleet.upsertAreas([
    {
      code: 'c1',
      level: 'community',
      parentCode: null,
      nameZh: '榕树社区',
      nameEn: 'Banyan',
      boundary: square(0, 0, 0.01),
    },
    {
      code: 'b1',
      level: 'building',
      parentCode: 'c1',
      nameZh: '榕树1栋',
      nameEn: 'Banyan 1',
      boundary: square(0.002, 0.002, 0.002),
    },
    {
      code: 'b2',
      level: 'building',
      parentCode: 'c1',
      nameZh: '榕树2栋',
      nameEn: 'Banyan 2',
      boundary: square(0.006, 0.006, 0.002),
    },
  ]);
  await fleet.upsertSites(
    ['b1', 'b2'].map((areaCode, index) => ({
      id: `shop-${index + 1}`,
      areaCode,
      nameZh: `${index + 1}号商铺`,
      nameEn: `Shop ${index + 1}`,
      longitude_deg: west + 0.003 + index * 0.004,
      latitude_deg: south + 0.003 + index * 0.004,
    })),
  );
  for (let number = 1; number <= 30; number += 1) {
    fleet.add({ id: `smoke-${number}`, kind: 'smoke', siteId: number <= 15 ? 'shop-1' : 'shop-2' });
  }
  fleet.add({ id: 'smoke-nowhere', kind: 'smoke' });
}

function square(east: number, north: number, side: number) {
  const [x, y] = [west + east, south + north];
  const ring = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ] as const;
  return { type: 'Polygon', coordinates: [ring] } as const;
}

/** An alert about a device of that street. */
export function streetAlert(id: string, deviceId: string, changes: Partial<Alert> = {}): Alert {
  return sampleAlert({ id, deviceId, scope: { type: 'device', id: deviceId }, ...changes });
}

/** A forecast that comes true in `in_ms`. */
export function streetForecast(in_ms: number): Forecast {
  const expectedAt = Date.now() + in_ms;
  return {
    metric: 'temperature_c',
    threshold: 57,
    breachRuleId: 'heat',
    expectedAt,
    earliestAt: expectedAt - 10_000,
    latestAt: expectedAt + 10_000,
    probability: 0.8,
    record: { count: 0, cameTrue: 0, medianLead_s: null },
  };
}
