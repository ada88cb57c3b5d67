import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MiB = 2 ** 20;

/** A volume so small that it can be filled: the journal keeps 256 MiB of it free, and a part of the rest for alarms. */
export interface SmallVolume {
  fill(leaves: 'alarms' | 'nothing'): Promise<void>;
  empty(): Promise<void>;
  unmount(): Promise<void>;
}

const volume_MiB = 340;
/** With these much of it taken, telemetry is refused, or everything is. */
const taken_MiB = { alarms: 78, nothing: 250 } as const;
/** For JOURNAL_MAX_MB: the least that the service takes. */
export const smallJournal_MB = 64;

/** Memory behaves as a disk here. Null where nobody may mount: then such faults do nothing. */
export async function mountSmallVolume(path: string): Promise<SmallVolume | null> {
  await mkdir(path, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${volume_MiB}m`, 'tmpfs', path]);
  } catch {
    return null;
  }
  const filler = join(path, 'filler');
  return {
    fill: (leaves) => writeFile(filler, Buffer.alloc(taken_MiB[leaves] * MiB)),
    empty: () => rm(filler, { force: true }),
    unmount: async () => void (await run('umount', ['-l', path])),
  };
}
