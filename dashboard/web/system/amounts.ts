const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `612 KB`, `3.2 GB`: by 1,024. */
export function bytesWords(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1_024 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}

/** `4,711`. */
export function countWords(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: count < 10 ? 1 : 0 });
}

/** `2.1 ms`. */
export function msWords(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** `37 %`. */
export function percentWords(share: number): string {
  return `${Math.round(share * 100)} %`;
}
