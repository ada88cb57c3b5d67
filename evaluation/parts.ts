import type { EvaluationPart } from './part.ts';
import { heatPart } from './parts/heat.ts';
import { smokePart } from './parts/smoke.ts';

/** The parts of `npm run evaluate`, in the order of the report. */
export const evaluationParts: readonly EvaluationPart[] = [heatPart, smokePart];
