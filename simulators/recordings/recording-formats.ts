import type { SensorKind } from '../../domain/kinds.ts';
import { carolfire } from './carolfire.ts';
import { loadColumnMapping } from './column-mapping.ts';
import { floodnet } from './floodnet.ts';
import { fsri } from './fsri.ts';
import { generic } from './generic.ts';
import { nist } from './nist.ts';
import type { RecordingFormat, RecordingOptions } from './recording-format.ts';
import { uci } from './uci.ts';

const builtIn: Readonly<Record<string, (options: RecordingOptions) => RecordingFormat>> = {
  fsri,
  nist,
  carolfire,
  floodnet,
  uci: () => uci(),
};

/** The built-in formats with a line on each, for `--help`. */
export function listRecordingFormats(): readonly RecordingFormat[] {
  return [...Object.values(builtIn).map((create) => create({})), generic('smoke')];
}

/** The format called `name`: a built-in one, `generic` (needs a kind), or the path of a mapping file. */
export async function loadRecordingFormat(
  name: string,
  options: RecordingOptions & { kind?: SensorKind },
): Promise<RecordingFormat> {
  const create = builtIn[name];
  if (create !== undefined) return create(options);
  if (name !== 'generic') return loadColumnMapping(name);
  if (options.kind === undefined) throw new Error('the generic mapping needs --kind');
  return generic(options.kind);
}
