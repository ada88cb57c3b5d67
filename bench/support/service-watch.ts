import { readFileSync } from 'node:fs';

/**
 * Memory of a process that is its own, MB: without the pages of files that it has mapped, such as the journal's, which
 * the system takes back whenever it wants. Linux only.
 */
export function ownMemory_MB(pid: number): number {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

export interface MemoryCurve extends Disposable {
  /** One sample a second, MB, since the start. */
  readonly samples: readonly number[];
}

export function watchMemory(pid: number): MemoryCurve {
  const samples = [ownMemory_MB(pid)];
  const timer = setInterval(() => samples.push(ownMemory_MB(pid)), 1_000);
  return { samples, [Symbol.dispose]: () => clearInterval(timer) };
}
