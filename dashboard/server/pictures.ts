import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { DashboardLimits } from './limits.ts';
import { createPictureCases, type PictureCases } from './picture-cases.ts';

/** The kinds of pictures that are taken, by the ending of their files. */
const mediaTypes = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;
type Ending = keyof typeof mediaTypes;

interface Kept {
  readonly ending: Ending;
  readonly bytes: number;
}

/**
 * Pictures from the street: files named after their content, so that the same one sent twice is there once, and
 * what a name leads to never changes. Which there are is in memory; nothing of it needs the database.
 */
export interface Pictures {
  /** Finds what there is. */
  start(): Promise<void>;
  /**
   * Resolves with the picture's id when it is on disk. `not-a-picture`: neither JPEG, PNG nor WebP; `full`: a bound
   * or the disk is reached; `busy`: too many at once.
   */
  add(content: Buffer, by: string): Promise<{ readonly id: string } | 'not-a-picture' | 'full' | 'busy'>;
  /** A case names it: whoever sees the case sees the picture. What is no address of a picture of ours is left alone. */
  join(url: string, caseId: string): Promise<void>;
  /** Who brought a picture, and the cases that name it, the latest `casesPerPicture_max`. */
  casesOf(id: string): Promise<PictureCases>;
  /** Null when there is none. */
  read(id: string): Promise<{ readonly content: Buffer; readonly mediaType: string } | null>;
}

export function createPictures(options: {
  readonly directory: string;
  readonly limits: Pick<
    DashboardLimits,
    'picturesBytesMax' | 'picturesMax' | 'picturesFreeBytesMin' | 'picturesAtOnceMax'
  >;
}): Pictures {
  const { directory, limits } = options;
  const kept = new Map<string, Kept>();
  const adding = new Map<string, Promise<void>>();
  const owners = createPictureCases(directory);
  let bytesKept = 0;

  function pathOf(id: string, ending: Ending): string {
    return join(directory, `${id}.${ending}`);
  }

  async function write(id: string, ending: Ending, content: Buffer): Promise<void> {
    const temporary = join(directory, `${randomUUID()}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, pathOf(id, ending));
    } catch (error) {
      await rm(temporary, { force: true });
      throw new Error('a picture could not be written', { cause: error });
    }
  }

  async function isFull(bytes: number): Promise<boolean> {
    if (kept.size >= limits.picturesMax || bytesKept + bytes > limits.picturesBytesMax) return true;
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize - bytes < limits.picturesFreeBytesMin;
  }

  async function keep(id: string, ending: Ending, content: Buffer): Promise<void> {
    // Counted before it is written: others are being written meanwhile.
    kept.set(id, { ending, bytes: content.length });
    bytesKept += content.length;
    try {
      await write(id, ending, content);
    } catch (error) {
      kept.delete(id);
      bytesKept -= content.length;
      throw error;
    }
  }

  return {
    async start() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      for (const name of await readdir(directory)) {
        const [, id, ending] = /^([0-9a-f]{64})\.(jpg|png|webp)$/.exec(name) ?? [];
        if (id !== undefined && ending !== undefined) {
          const { size } = await stat(join(directory, name));
          kept.set(id, { ending: ending as Ending, bytes: size });
          bytesKept += size;
        } else if (name.endsWith('.tmp')) {
          // Left behind by a crash: nobody was told that it is there.
          await rm(join(directory, name), { force: true });
        }
      }
    },
    async add(content, by) {
      const ending = endingOf(content);
      if (ending === null) return 'not-a-picture';
      const id = createHash('sha256').update(content).digest('hex');
      if (kept.has(id)) {
        // The same one, being written for somebody else: theirs is ours.
        await adding.get(id);
        await owners.bring(id, by);
        return { id };
      }
      if (adding.size >= limits.picturesAtOnceMax) return 'busy';
      if (await isFull(content.length)) return 'full';
      if (!kept.has(id)) {
        const writing = keep(id, ending, content).finally(() => adding.delete(id));
        adding.set(id, writing);
      }
      await adding.get(id);
      await owners.bring(id, by);
      return { id };
    },
    async join(url, caseId) {
      const id = /^\/api\/pictures\/([0-9a-f]{64})$/.exec(url)?.[1];
      if (id !== undefined && kept.has(id)) await owners.join(id, caseId);
    },
    casesOf: (id) => owners.of(id),
    async read(id) {
      const found = kept.get(id);
      if (found === undefined) return null;
      await adding.get(id);
      try {
        const content = await readFile(pathOf(id, found.ending));
        return { content, mediaType: mediaTypes[found.ending] };
      } catch (error) {
        // Somebody removed the file by hand.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw new Error('a picture could not be read', { cause: error });
      }
    },
  };
}

/** By its first bytes: what a sender says of its type proves nothing. */
function endingOf(content: Buffer): Ending | null {
  if (content.length < 16) return null;
  if (content[0] === 0xff && content[1] === 0xd8 && content[2] === 0xff) return 'jpg';
  if (content.subarray(0, 8).equals(pngSignature)) return 'png';
  const isRiff = content.toString('latin1', 0, 4) === 'RIFF';
  return isRiff && content.toString('latin1', 8, 12) === 'WEBP' ? 'webp' : null;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
