import type { EvaluationPart } from './part.ts';
import { anomalyPart } from './parts/anomaly.ts';
import { cablePart } from './parts/cable.ts';
import { groundFaultPart } from './parts/ground-fault.ts';
import { heatPart } from './parts/heat.ts';
import { loadPart } from './parts/load.ts';
import { simulatedPart } from './parts/simulated.ts';
import { smokePart } from './parts/smoke.ts';
import { waterPart } from './parts/water.ts';

/** The parts of `npm run evaluate`, in the order of the report. */
export const evaluationParts: readonly EvaluationPart[] = [
  heatPart,
  smokePart,
  cablePart,
  loadPart,
  groundFaultPart,
  waterPart,
  anomalyPart,
  simulatedPart,
];
