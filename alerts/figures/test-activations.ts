import type { Activation } from '../../domain/activation.ts';
import { createFigureSheet, type FigureSheetOptions } from './compute-figures.ts';
import type { FigureTable } from '../../domain/figures.ts';

/** For tests: 2026-11-21, midnight in Shanghai. */
export const midnight = Date.parse('2026-11-21T00:00:00+08:00');
export const minute_ms = 60_000;
export const hour_ms = 3_600_000;

/** For tests: an alert that was announced as it began, `minute` minutes after midnight, and is still there. */
export function toActivation(minute: number, rest: Partial<Activation> = {}): Activation {
  const beganAt = midnight + minute * minute_ms;
  return {
    alertId: `alert-${minute}`,
    number: 1,
    version: 1,
    ruleId: 'smoke-alarm',
    scope: { type: 'device', id: 'smoke-1' },
    deviceId: 'smoke-1',
    kind: 'smoke',
    severity: 3,
    onDelay_s: 0,
    path: ['site:shop-1', 'community:c1', 'street:s1'],
    seats: ['seat-1'],
    beganAt,
    announcedAt: beganAt,
    mutedBy: null,
    endedAt: null,
    leftAt: null,
    acknowledgedAt: null,
    acknowledgedSeat: null,
    isChatterStart: false,
    finding: null,
    isForecast: false,
    forecastResult: null,
    lead_s: null,
    ...rest,
  };
}

/** For tests: a day of one seat in Shanghai unless told otherwise. */
export function toSheetOptions(rest: Partial<FigureSheetOptions> = {}): FigureSheetOptions {
  return {
    period: { from: midnight, to: midnight + 24 * hour_ms },
    filter: {},
    by: null,
    seats: [{ id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' }, areas: [], kinds: [] }],
    shifts: [],
    timeZone: 'Asia/Shanghai',
    flood: { alerts: 10, within_ms: 600_000 },
    nameOf: (_by, key) => ({ zh: key, en: key }),
    caseGap: null,
    deliveryGap: null,
    ...rest,
  };
}

/** For tests: the figures of some activations. */
export function figuresOf(
  activations: readonly Activation[],
  rest: Partial<FigureSheetOptions> = {},
): FigureTable {
  const sheet = createFigureSheet(toSheetOptions(rest));
  for (const activation of activations) sheet.addActivation(activation);
  return sheet.result([]);
}
