/**
 * The scoring of the Numenta Anomaly Benchmark (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection
 * Algorithms – the Numenta Anomaly Benchmark", 2015, and the benchmark's published program), written anew.
 * A point counts as detected when its score is at or above the threshold, which is one for all files.
 */

/** A file of the benchmark. Windows are index ranges, both ends included, in order, not overlapping. */
export interface NabFile {
  readonly name: string;
  /** ms; the clock of the file is taken for UTC. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly windows: readonly { readonly first: number; readonly last: number }[];
}

/** What hits and errors are worth. */
export interface NabProfile {
  readonly name: string;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

export interface NabScore {
  readonly threshold: number;
  /** The sum over all files. */
  readonly raw: number;
  /** 0 for a detector that says nothing, 100 for one that hits every window at its left edge and nothing else. */
  readonly normalized: number;
  readonly windows: number;
  readonly hits: number;
  readonly falsePositives: number;
}

const probationShare = 0.15;
const probationRows_max = 5_000;

/** How many rows at the beginning of a file are for learning and not scored. */
export function probationOf(rows: number): number {
  return Math.min(Math.floor(probationShare * rows), probationShare * probationRows_max);
}

/** −1 is the left edge of a window (0.98661), 0 its right edge (0); beyond, a false positive the worse the later. */
export function scaledSigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** What each row would be worth as a detection, and the window in which it lies (−1: none). */
export function weighRows(file: NabFile, profile: NabProfile): { worth: Float64Array; windowOf: Int16Array } {
  const rows = file.times.length;
  const worth = new Float64Array(rows);
  const windowOf = new Int16Array(rows).fill(-1);
  const best = scaledSigmoid(-1);
  let next = 0;
  for (let row = 0; row < rows; row += 1) {
    while (next < file.windows.length && row > (file.windows[next]?.last ?? rows)) next += 1;
    const window = file.windows[next];
    const before = file.windows[next - 1];
    if (window !== undefined && row >= window.first) {
      const width = window.last - window.first + 1;
      worth[row] = (scaledSigmoid(-(window.last - row + 1) / width) / best) * profile.truePositive;
      windowOf[row] = next;
    } else {
      const position = before === undefined ? 3 : (row - before.last) / (before.last - before.first);
      worth[row] = scaledSigmoid(position) * profile.falsePositive;
    }
  }
  return { worth, windowOf };
}

/** A file with what its rows are worth; made once, scored often. */
export interface WeighedFile {
  readonly file: NabFile;
  readonly worth: Float64Array;
  readonly windowOf: Int16Array;
  readonly probation: number;
}

export function weighFiles(files: readonly NabFile[], profile: NabProfile): readonly WeighedFile[] {
  return files.map((file) => ({
    file,
    ...weighRows(file, profile),
    probation: probationOf(file.times.length),
  }));
}

/**
 * The score with the threshold that is best for all of these files together, as the benchmark chooses it.
 * `scores[i][row]` belongs to `weighed[i]`; NaN is never a detection.
 */
export function bestScore(
  weighed: readonly WeighedFile[],
  scores: readonly Float64Array[],
  profile: NabProfile,
): NabScore {
  const rows = scorableRows(weighed, scores);
  rows.sort((a, b) => b.score - a.score);
  const tally = createTally(weighed, profile);
  let best = tally.total(Infinity);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined) break;
    tally.detect(row.file, row.row);
    // All rows of one score are detected together.
    if (rows[index + 1]?.score === row.score) continue;
    if (tally.raw() > best.raw) best = tally.total(row.score);
  }
  return best;
}

/** The score at a given threshold. */
export function scoreAt(
  weighed: readonly WeighedFile[],
  scores: readonly Float64Array[],
  { threshold, profile }: { threshold: number; profile: NabProfile },
): NabScore {
  const tally = createTally(weighed, profile);
  for (const { file, row, score } of scorableRows(weighed, scores)) {
    if (score >= threshold) tally.detect(file, row);
  }
  return tally.total(threshold);
}

function scorableRows(weighed: readonly WeighedFile[], scores: readonly Float64Array[]) {
  const rows: { file: number; row: number; score: number }[] = [];
  for (const [file, { probation, worth }] of weighed.entries()) {
    for (let row = Math.ceil(probation); row < worth.length; row += 1) {
      const score = scores[file]?.[row] ?? NaN;
      if (!Number.isNaN(score)) rows.push({ file, row, score });
    }
  }
  return rows;
}

/** Windows wholly inside of the probation cannot be missed, as in the benchmark; they still count in what is perfect. */
function createTally(weighed: readonly WeighedFile[], profile: NabProfile) {
  const parts = weighed.map(({ file, probation }) =>
    file.windows.map(({ last }) => (last >= probation ? -profile.falseNegative : 0)),
  );
  const silent = parts.flat().reduce((sum, part) => sum + part, 0);
  const windows = parts.flat().length;
  const perfect = windows * profile.truePositive;
  const hit = weighed.map(({ file }) => file.windows.map(() => false));
  let sum = silent;
  let hits = 0;
  let falsePositives = 0;
  return {
    detect(file: number, row: number): void {
      const weight = weighed[file]?.worth[row] ?? 0;
      const window = weighed[file]?.windowOf[row] ?? -1;
      const part = parts[file]?.[window];
      if (part === undefined) {
        falsePositives += 1;
        sum += weight;
        return;
      }
      if (hit[file]?.[window] === false) {
        hits += 1;
        hit[file][window] = true;
      }
      // The best, which is the first, detection in a window counts.
      if (weight > part && parts[file] !== undefined) {
        parts[file][window] = weight;
        sum += weight - part;
      }
    },
    raw: () => sum,
    total: (threshold: number): NabScore => ({
      threshold,
      raw: sum,
      normalized: perfect === silent ? 0 : (100 * (sum - silent)) / (perfect - silent),
      windows,
      hits,
      falsePositives,
    }),
  };
}
