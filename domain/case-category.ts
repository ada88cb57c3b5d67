import type { CaseCategory } from './case.ts';
import type { SensorKind } from './kinds.ts';

/** What a sensor of a kind tells of, as residents and cameras would call it. */
export const categoryOfKind: Readonly<Record<SensorKind, CaseCategory>> = {
  smoke: 'fire',
  electrical: 'electrical',
  water: 'flood',
  elevator: 'elevator',
};
