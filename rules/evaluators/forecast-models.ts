import { heatModel } from '../foresight/heat.ts';
import type { ForecastModel } from '../foresight/model.ts';

/** Every model that a rule file may name. */
export const forecastModels: readonly ForecastModel[] = [heatModel];
