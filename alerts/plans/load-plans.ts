import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanFile } from '../../domain/plan.ts';
import type { FileFault } from '../../domain/yaml-content.ts';
import { plansLimits } from './limits.ts';
import { parsePlans } from './parse-plans.ts';

/**
 * The plan and place files of a folder. Those with a fault are left out and told of: some plans are better than
 * none. Throws when the folder cannot be read.
 */
export async function loadPlans(
  directory: string,
): Promise<{ readonly files: readonly PlanFile[]; readonly errors: readonly FileFault[] }> {
  const names = (await readdir(directory)).filter((name) => /\.(ya?ml|geojson)$/.test(name)).toSorted();
  const files: PlanFile[] = [];
  const errors: FileFault[] = [];
  for (const name of names.slice(0, plansLimits.files_max + 1)) {
    const path = join(directory, name);
    const { size } = await stat(path);
    if (size <= plansLimits.file.fileBytes_max) files.push({ name, text: await readFile(path, 'utf8') });
    else {
      const message = `larger than ${plansLimits.file.fileBytes_max} bytes`;
      errors.push({ file: name, line: 1, message, hint: 'split it' });
    }
  }
  const found = parsePlans(files).errors;
  const sound = files.filter(({ name }) => !found.some(({ file }) => file === name));
  return { files: sound, errors: [...errors, ...found] };
}
