import type { Activation } from '../../domain/activation.ts';
import type { FigureGrouping, FigureRow } from '../../domain/figures.ts';
import type { Report } from '../../domain/report.ts';
import { createDetectors } from '../figures/detectors.ts';
import { figuresOf, hour_ms, midnight, minute_ms, toActivation } from '../figures/test-activations.ts';

const name = { zh: '白班', en: 'Day shift' };
const shifts = [
  { id: 'day', name, from: '08:00', to: '20:00' },
  { id: 'night', name: { zh: '夜班', en: 'Night shift' }, from: '20:00', to: '08:00' },
];

/** For tests: `days` days of a street, some alerts each hour, with a busy kitchen and one flood. */
export function sampleReport(days: number, rest: Partial<Report> = {}): Report {
  const period = { from: midnight, to: midnight + days * 24 * hour_ms };
  const activations = [...ordinary(days), ...flood()];
  const rows = (by: FigureGrouping | null): readonly FigureRow[] =>
    figuresOf(activations, { period, by, shifts, deliveryGap: 'away' }).groups;
  const { total, floods, timeZone } = figuresOf(activations, { period, deliveryGap: 'away' });
  const detectors = createDetectors();
  for (const activation of activations) detectors.add(activation);
  return {
    id: '00000000-0000-4000-8000-000000000001',
    kind: days > 1 ? 'monthly' : 'daily',
    ...period,
    language: 'zh',
    madeAt: period.to + minute_ms,
    madeBy: 'clock',
    areas: [],
    content: {
      format: 1,
      timeZone,
      total,
      before: total,
      days: rows('day'),
      seats: rows('seat'),
      shifts: rows('shift'),
      areas: rows('area'),
      kinds: rows('kind'),
      rules: rows('rule'),
      detectors: detectors
        .result((id) => ({ zh: `三楼厨房 · ${id}`, en: `Kitchen, 3rd floor · ${id}` }))
        .filter((one) => one.false > 0),
      floods,
      forecasts: [{ ruleId: 'water-depth-forecast', count: 12, cameTrue: 9, medianLead_s: 640 }],
      silences: [
        { deviceId: 'smoke-9', place: { zh: '九号铺', en: 'Shop 9' }, since: period.to - 40 * hour_ms },
      ],
      channels: null,
      missing: [{ zh: '通知数据现不可用。', en: 'Notifications are not available now.' }],
    },
    ...rest,
  };
}

function ordinary(days: number): readonly Activation[] {
  return Array.from({ length: days * 24 * 2 }, (_, index) => {
    const at = midnight + index * 30 * minute_ms;
    const device = index % 5 === 0 ? 'smoke-1' : `smoke-${index % 40}`;
    const finding = index % 5 === 0 ? (index % 25 === 0 ? 'real' : 'cooking') : null;
    return toActivation(index * 30, {
      ruleId: index % 3 === 0 ? 'smoke-obscuration' : 'smoke-heat',
      severity: ([2, 3, 4, 4, 3, 1, 4] as const)[index % 7] ?? 4,
      deviceId: device,
      scope: { type: 'device', id: device },
      path: [`site:${device}`, index % 2 === 0 ? 'community:c1' : 'community:c2', 'street:s1'],
      acknowledgedAt: index % 9 === 0 ? null : at + (20 + (index % 90)) * 1_000,
      endedAt: at + (10 + (index % 7) * 100) * 1_000,
      leftAt: at + 20 * minute_ms,
      finding,
    });
  });
}

function flood(): readonly Activation[] {
  return Array.from({ length: 25 }, (_, index) =>
    toActivation(600 + index / 4, {
      alertId: `flood-${index}`,
      severity: 4,
      leftAt: midnight + 12 * hour_ms,
    }),
  );
}
