import { existsSync, renameSync } from 'node:fs';

/** The ending of what was set aside; nothing here ever reads or deletes such a file. */
export const setAsideMark = '.damaged-';

/**
 * Renames a damaged file to `<path>.damaged-<time>`, so that nobody takes it for whole and nothing of it is lost.
 * Returns the new path; null where there is no such file.
 */
export function setAside(path: string, now = Date.now()): string | null {
  if (!existsSync(path)) return null;
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  let aside = `${path}${setAsideMark}${time}`;
  for (let number = 2; existsSync(aside); number += 1) aside = `${path}${setAsideMark}${time}-${number}`;
  renameSync(path, aside);
  return aside;
}
