import { readFileSync } from 'node:fs';
import { readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverPollMs } from '../limits.ts';

/** A running server as it describes itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping` or empty. */
  readonly status: string;
}

/** The server that runs on this cluster; null when there is none. Changes nothing, so anybody may ask. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const lines = await readLines(cluster);
  const pid = Number(lines?.[0]);
  if (lines === null || !isAlive(pid) || !(await runsOn(pid, cluster))) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/**
 * The same, for whoever starts one next. A file that a dead server left behind is made harmless: its process id may
 * belong to something else by now (a reboot, a new container) or to a dead process that nobody collected, and
 * PostgreSQL would refuse to start over it.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const found = await readPostmaster(cluster);
  const lines = await readLines(cluster);
  // PostgreSQL ignores a file that names its own parent, but still checks the shared memory that it names.
  if (found === null && lines !== null) {
    await writeFile(fileOf(cluster), [String(process.pid), ...lines.slice(1)].join('\n'));
  }
  return found;
}

function fileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

async function readLines(cluster: string): Promise<readonly string[] | null> {
  const text = await readFile(fileOf(cluster), 'utf8').catch(() => null);
  return text === null ? null : text.split('\n');
}

/** A server's working folder is its cluster. Where that cannot be seen (no /proc), the file is believed. */
async function runsOn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return folder === (await realpath(cluster));
}

/** False also for a process that ended and waits to be collected by a parent that does not care. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, ''));
  } catch {
    return false;
  }
}

export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() >= deadline) return false;
    await sleep(serverPollMs);
  }
  return true;
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
