import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** What a picture belongs to. */
export interface PictureCases {
  /** Who brought it first; null: nobody knows, for it is from before that was noted. */
  readonly by: string | null;
  readonly caseIds: readonly string[];
}

interface KeptPictureCases {
  /** Somebody brought it; the first stays. */
  bring(id: string, by: string): Promise<void>;
  /** A case names it. */
  join(id: string, caseId: string): Promise<void>;
  of(id: string): Promise<PictureCases>;
}

/** Cases of one picture that are noted; the oldest go first. */
const casesPerPicture_max = 20;
const nothing: PictureCases = { by: null, caseIds: [] };

/** Which cases a picture belongs to, in a file beside it: needs no database, and survives a restart as it does. */
export function createPictureCases(directory: string): KeptPictureCases {
  let writing: Promise<void> = Promise.resolve();

  async function of(id: string): Promise<PictureCases> {
    const text = await readPrivateFile(pathOf(id));
    return text === null ? nothing : (JSON.parse(text) as PictureCases);
  }

  function pathOf(id: string): string {
    return join(directory, `${id}.json`);
  }

  async function change(id: string, to: (before: PictureCases) => PictureCases): Promise<void> {
    // One after the other: two that are noted at once are both there afterwards.
    const write = writing.then(async () => {
      const before = await of(id);
      const after = to(before);
      if (after !== before) await writePrivateFile(pathOf(id), JSON.stringify(after));
    });
    writing = write.catch(() => {});
    await write;
  }

  return {
    bring: (id, by) => change(id, (before) => (before.by === null ? { ...before, by } : before)),
    join: (id, caseId) =>
      change(id, (before) => {
        if (before.caseIds.includes(caseId)) return before;
        return { ...before, caseIds: [...before.caseIds, caseId].slice(-casesPerPicture_max) };
      }),
    of,
  };
}
