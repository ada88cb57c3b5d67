import { cableModel } from './cable.ts';
import { heatModel } from './heat.ts';
import { loadModel } from './load.ts';
import type { ForecastModel } from './model.ts';
import { pondingModel } from './ponding.ts';
import { smokeModel } from './smoke.ts';

/** Every model that a rule file can name. */
const models: readonly ForecastModel[] = [heatModel, smokeModel, cableModel, loadModel, pondingModel];

const byName = new Map(models.map((model) => [model.name, model]));

export function findModel(name: string): ForecastModel | undefined {
  return byName.get(name);
}
