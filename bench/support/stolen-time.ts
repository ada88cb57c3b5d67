import { readFile } from 'node:fs/promises';

/** Of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. */
const stealColumn = 7;
const columns = 8;

async function readTimes(): Promise<readonly number[]> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  return line
    .split(/\s+/)
    .slice(1, 1 + columns)
    .map(Number);
}

/**
 * From now on: which share of the processors' time the machine's host gave to somebody else, %. A page that is not
 * let to run looks as if it worked: a task of 20 ms becomes one of 200. Linux only.
 */
export async function watchStolenTime(): Promise<() => Promise<number>> {
  const from = await readTimes();
  return async () => {
    const spent = (await readTimes()).map((time, column) => time - (from[column] ?? 0));
    return (100 * (spent[stealColumn] ?? 0)) / spent.reduce((sum, time) => sum + time, 0);
  };
}
