import type { Http } from './http.ts';

/** How often the dashboard answered how: its limits answer 413, 429 and 503. */
export interface ResponseCounts {
  watch(http: Http): void;
  /** Since the start. */
  byStatus(): Readonly<Record<string, number>>;
}

export function createResponseCounts(): ResponseCounts {
  const counts = new Map<number, number>();
  return {
    watch(http) {
      http.addHook('onResponse', async (_request, { statusCode }) => {
        counts.set(statusCode, (counts.get(statusCode) ?? 0) + 1);
      });
    },
    byStatus: () => Object.fromEntries(counts),
  };
}
