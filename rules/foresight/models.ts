import type { ForecastModel } from './model.ts';

/** Every model that a rule file can name. */
const models: readonly ForecastModel[] = [];

const byName = new Map(models.map((model) => [model.name, model]));

export function findModel(name: string): ForecastModel | undefined {
  return byName.get(name);
}
