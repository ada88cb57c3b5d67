/** A stretch of time: from inclusive, to exclusive. Milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans in order, those merged that touch, overlap or lie nearer together than the gap. */
export function mergeSpans(spans: readonly Span[], gapMs: number): readonly Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from - last.to <= gapMs) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

/** Widens every span to whole buckets. */
export function alignSpans(spans: readonly Span[], bucketMs: number): readonly Span[] {
  return spans.map(({ from, to }) => ({
    from: Math.floor(from / bucketMs) * bucketMs,
    to: Math.ceil(to / bucketMs) * bucketMs,
  }));
}

/** What lies before a moment, and what lies after it. */
export function splitSpans(
  spans: readonly Span[],
  at: number,
): { readonly before: readonly Span[]; readonly after: readonly Span[] } {
  const before: Span[] = [];
  const after: Span[] = [];
  for (const { from, to } of spans) {
    if (from < at) before.push({ from, to: Math.min(to, at) });
    if (to > at) after.push({ from: Math.max(from, at), to });
  }
  return { before, after };
}

/** The first spans that together cover at most so much time, and the rest. Spans must be in order. */
export function takeSpans(
  spans: readonly Span[],
  budgetMs: number,
): { readonly taken: readonly Span[]; readonly rest: readonly Span[] } {
  let left = budgetMs;
  for (const { from, to } of spans) {
    if (to - from > left) {
      const { before, after } = splitSpans(spans, from + left);
      return { taken: before, rest: after };
    }
    left -= to - from;
  }
  return { taken: spans, rest: [] };
}
