import type { Area } from '../../../domain/area.ts';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { ForecastScore } from '../../../domain/rule-set.ts';
import { ask, withQuery } from '../shell/http.ts';

/** How the devices of one kind are doing that hang in one area itself, not in those below it. */
export interface AreaCount {
  readonly areaCode: string | null;
  readonly kind: SensorKind;
  readonly total: number;
  readonly online: number;
  readonly offline: number;
  readonly unknown: number;
}

export const deskApi = {
  areas: () => ask<{ areas: readonly Area[] }>('GET', '/api/areas'),
  areaCounts: () => ask<{ counts: readonly AreaCount[] }>('GET', '/api/areas/counts'),
  /** The seats with what they watch. */
  seats: () => ask<{ seats: readonly Seat[] }>('GET', '/api/seats/watched'),
  /** How the forecasts of the last days turned out, by rule. */
  forecastRecord: (days: number) =>
    ask<{ rules: readonly ForecastScore[] }>('GET', withQuery('/api/forecasts/record', { days })),
};
