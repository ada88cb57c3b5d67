import type { Rule } from '../rules/rule.ts';

/** What a part of the evaluation is given. */
export interface EvaluationContext {
  /** The folder that holds the recordings, laid out as `datasets/` is: one folder a collection. */
  readonly data: string;
  /** The rules that the product ships with. */
  readonly rules: readonly Rule[];
  readonly seed: number;
  readonly progress: (text: string) => void;
}

/** A table as it is printed: Markdown and JSON come from it. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A figure that was asked for, with what came out. */
export interface Wanted {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** Null where there are too few cases to say. */
  readonly reached: boolean | null;
  /** The same of the simple detector that stands beside it in the same run. */
  readonly baseline?: string;
  /** What the figure rests on: whether the model has seen these recordings, and what it is worth where it has not. */
  readonly basis?: string;
}

export interface PartReport {
  readonly tables: readonly ReportTable[];
  readonly wanted: readonly Wanted[];
  /** What a reader must know to judge the figures. */
  readonly notes: readonly string[];
}

/** One part of `npm run evaluate`: a kind of recording and how it is scored. */
export interface EvaluationPart {
  readonly name: string;
  readonly title: string;
  /**
   * The collections that it needs, as folders of `data`; it is left out, and said so, when none is there. Empty where
   * it needs none.
   */
  readonly folders: readonly string[];
  run(context: EvaluationContext): Promise<PartReport>;
}
