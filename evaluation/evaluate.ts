import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationContext, EvaluationPart, PartReport } from './part.ts';
import { UnreadableRecording } from './recordings/unreadable-recording.ts';

/** What became of one part: exactly one of `report`, `leftOut` (why) and `error` is not null. */
export interface PartResult {
  readonly name: string;
  readonly title: string;
  readonly report: PartReport | null;
  readonly leftOut: string | null;
  readonly error: string | null;
  /** Set where it needs no recordings. */
  readonly isSimulated?: true;
}

/** A whole run, as it is written to `evaluation.json`. */
export interface EvaluationReport {
  /** When it was made, ISO 8601. */
  readonly date: string;
  readonly seed: number;
  /** How many rules were in force, and which of the parts were asked for. */
  readonly ruleCount: number;
  readonly parts: readonly PartResult[];
}

/**
 * Runs the parts one after the other; those without recordings are left out. A part that throws is named
 * with its error, and the others still run.
 */
export async function evaluate(
  parts: readonly EvaluationPart[],
  context: EvaluationContext & { readonly date: Date },
): Promise<EvaluationReport> {
  const results: PartResult[] = [];
  const recorded = parts.filter(({ folders }) => folders.length > 0);
  // Where the folder is a mistake, nobody waits for minutes of simulated lives to be told so.
  const isMistaken = recorded.length > 0 && !recorded.some((part) => hasRecordings(part, context.data));
  for (const part of parts) {
    const leftOut = isMistaken || !hasRecordings(part, context.data) ? whyLeftOut(part) : null;
    results.push(leftOut === null ? await runPart(part, context) : { ...nothingOf(part), leftOut });
  }
  const { date, seed, rules } = context;
  return { date: date.toISOString(), seed, ruleCount: rules.length, parts: results };
}

/** True also of a part that needs none. */
function hasRecordings({ folders }: EvaluationPart, data: string): boolean {
  return folders.length === 0 || folders.some((folder) => existsSync(join(data, folder)));
}

function whyLeftOut({ folders, name }: EvaluationPart): string {
  if (folders.length > 0) return `no recordings: ${folders.join(', ')}`;
  return `no recordings at all; it needs none and runs alone with --part ${name}`;
}

function nothingOf({ name, title, folders }: EvaluationPart): PartResult {
  const isSimulated = folders.length === 0 ? { isSimulated: true as const } : {};
  return { name, title, report: null, leftOut: null, error: null, ...isSimulated };
}

async function runPart(part: EvaluationPart, context: EvaluationContext): Promise<PartResult> {
  const { name } = part;
  const nothing = nothingOf(part);
  context.progress(`${name}: begins`);
  const begun = performance.now();
  try {
    const report = await part.run({
      ...context,
      progress: (text) => context.progress(`${name}: ${text}`),
    });
    context.progress(`${name}: ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    return { ...nothing, report };
  } catch (error) {
    return { ...nothing, error: describeError(error) };
  }
}

/** Where something broke in us, with the place; what is wrong with a collection, without. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof UnreadableRecording ? error.message : (error.stack ?? error.message);
}

/**
 * False when a part failed or nothing was there to be scored: of recordings, where any were asked for. A figure that
 * is not reached is no failure.
 */
export function isComplete({ parts }: EvaluationReport): boolean {
  const recorded = parts.filter(({ isSimulated }) => isSimulated !== true);
  const wanted = recorded.length === 0 ? parts : recorded;
  return wanted.some(({ report }) => report !== null) && parts.every(({ error }) => error === null);
}
