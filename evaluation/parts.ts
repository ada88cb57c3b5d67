import type { EvaluationPart } from './part.ts';

/** The parts of `npm run evaluate`, in the order of the report. */
export const evaluationParts: readonly EvaluationPart[] = [];
