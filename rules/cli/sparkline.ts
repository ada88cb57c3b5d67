const blocks = '▁▂▃▄▅▆▇█';

/** A row of counts as a line of blocks, at most `width` of them: neighbours are added up. Nothing is a dot. */
export function toSparkline(counts: readonly number[], width: number): string {
  const step = Math.max(1, Math.ceil(counts.length / width));
  const bins: number[] = [];
  for (let from = 0; from < counts.length; from += step) {
    bins.push(counts.slice(from, from + step).reduce((sum, count) => sum + count, 0));
  }
  const most = Math.max(1, ...bins);
  return bins
    .map((count) => (count === 0 ? '·' : (blocks[Math.ceil((count / most) * blocks.length) - 1] ?? '')))
    .join('');
}
