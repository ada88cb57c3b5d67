import { open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { setAside } from '../../../keeping/set-aside.ts';
import type { ChainedEntry, ChainHead } from './chain.ts';

/** What the file held at the start. */
export interface AuditRest {
  readonly entries: readonly ChainedEntry[];
  /** The latest entry of the life before this one. */
  readonly head: ChainHead | null;
  /** Where a file was put that could be read in part only. */
  readonly damaged: string | null;
}

export interface AuditOutbox {
  start(): Promise<AuditRest>;
  /** Waits until everything is on disk, as far as that can be. */
  stop(): Promise<void>;
  /** Never waits and never fails: what cannot be written now is tried again with the next. */
  append(entry: ChainedEntry): void;
  /** The database has everything up to here. */
  clear(head: ChainHead): void;
}

/** From this size on the file is begun anew when the database has it all. */
const clearBytes = 256 * 1024;

/** Audit entries on disk until the database has them: a line each, after one with the head of those before. */
export function createAuditOutbox({
  directory,
  log,
}: {
  readonly directory: string;
  readonly log: Logger;
}): AuditOutbox {
  const path = join(directory, 'audit-outbox.jsonl');
  let file: FileHandle | null = null;
  let bytes = 0;
  let lines: string[] = [];
  let clearTo: ChainHead | null = null;
  let writing: Promise<void> | null = null;
  let hasFailed = false;

  async function renew(head: ChainHead): Promise<void> {
    await file?.close();
    file = null;
    const { chain, seq, hash } = head;
    const text = `${JSON.stringify({ head: { chain, seq, hash } })}\n`;
    // Lines are added to it, so it has no checksum at its end: the chain is its own.
    const renewed = await open(`${path}.tmp`, 'w', 0o600);
    try {
      await renewed.writeFile(text);
      await renewed.sync();
    } finally {
      await renewed.close();
    }
    await rename(`${path}.tmp`, path);
    bytes = text.length;
  }

  /** Half a line that a failed write left is taken away. */
  async function openAtEnd(): Promise<FileHandle> {
    const opened = await open(path, 'a', 0o600);
    await opened.truncate(bytes);
    return opened;
  }

  async function writeAll(): Promise<void> {
    while (lines.length > 0 || clearTo !== null) {
      // Lines that came after the head was taken follow it.
      if (clearTo !== null) {
        const head = clearTo;
        clearTo = null;
        await renew(head);
      }
      const batch = lines;
      lines = [];
      if (batch.length === 0) continue;
      const text = batch.join('');
      try {
        file ??= await openAtEnd();
        await file.appendFile(text);
        await file.datasync();
        bytes += Buffer.byteLength(text);
      } catch (error) {
        lines = [...batch, ...lines];
        await file?.close().catch(() => {});
        file = null;
        throw error;
      }
    }
  }

  function writeSoon(): void {
    writing ??= writeAll()
      .then(() => {
        hasFailed = false;
      })
      .catch((error: unknown) => {
        if (!hasFailed) log.error({ err: error, path }, 'audit entries not on disk yet');
        hasFailed = true;
      })
      .finally(() => {
        writing = null;
      });
  }

  return {
    async start() {
      const text = await readText(path);
      const rest = readRest(text);
      bytes = Buffer.byteLength(text);
      if (rest.isWhole) return { ...rest, damaged: null };
      const damaged = setAside(path);
      bytes = 0;
      log.error({ path: damaged, read: rest.entries.length }, 'damaged audit file set aside');
      lines.push(...rest.entries.map(toLine));
      writeSoon();
      return { ...rest, damaged };
    },
    async stop() {
      if (lines.length > 0) writeSoon();
      await writing;
      await file?.close();
      file = null;
    },
    append(entry) {
      lines.push(toLine(entry));
      writeSoon();
    },
    clear(head) {
      if (bytes < clearBytes || lines.length > 0) return;
      clearTo = head;
      writeSoon();
    },
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Error(`cannot read ${path}`, { cause: error });
  }
}

function toLine(entry: ChainedEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** A last line without an end is what a crash cut off: it was never whole, and nothing after it is missing. */
function readRest(text: string): { entries: ChainedEntry[]; head: ChainHead | null; isWhole: boolean } {
  const entries: ChainedEntry[] = [];
  let head: ChainHead | null = null;
  const lines = text.split('\n').slice(0, -1);
  const isWhole = text === '' || text.endsWith('\n');
  for (const line of lines) {
    try {
      const read = JSON.parse(line) as ChainedEntry | { readonly head: ChainHead };
      if ('head' in read) head = read.head;
      else if (typeof read.hash === 'string') entries.push(read);
      else return { entries, head, isWhole: false };
    } catch {
      return { entries, head, isWhole: false };
    }
    const last = entries.at(-1);
    if (last !== undefined) head = { chain: last.chain, seq: last.seq, hash: last.hash };
  }
  return { entries, head, isWhole };
}
