import type { TSchema } from 'typebox';
import { parseYamlContent as parse, type YamlContent } from '../domain/yaml-content.ts';
import { checkShape } from './check-shape.ts';
import { rulesLimits } from './limits.ts';

export type { YamlContent } from '../domain/yaml-content.ts';

/** Text of a YAML file of this room → its content, or everything that is wrong with its form. Pure. */
export function parseYamlContent<T>(
  file: { readonly name: string; readonly text: string },
  schema: TSchema,
  help: string,
): YamlContent<T> {
  return parse(file, { schema, help, checkShape, limits: rulesLimits });
}
