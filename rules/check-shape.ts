import type { Finding, Path } from './evaluators/check.ts';
import { rulesLimits } from './limits.ts';

/** No rule file that means something is nested deeper: beyond, checking it would exhaust the stack. */
const depth_max = 64;
/** More parts (with what aliases unfold to) are refused: looking at them would hold everything else up. */
const parts_max = 100_000;

/**
 * What must hold before content is compared with the schema: it is neither too deep nor too much. One finding
 * at most; null when it may be looked at.
 */
export function checkShape(content: unknown): Finding | null {
  const waiting: { readonly value: unknown; readonly path: Path }[] = [{ value: content, path: [] }];
  for (let parts = 0; parts < parts_max; parts += 1) {
    const next = waiting.pop();
    if (next === undefined) return null;
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= depth_max) {
      return {
        path,
        message: `nested deeper than ${depth_max}`,
        hint: 'conditions hold conditions a few times only',
      };
    }
    if (Array.isArray(value) && path.length === 1 && value.length > rulesLimits.rulesPerKind_max) {
      const message = `more than ${rulesLimits.rulesPerKind_max} rules`;
      return { path, message, hint: 'a reading must stay cheap to judge' };
    }
    for (const [key, inner] of Object.entries(value)) {
      waiting.push({ value: inner, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
  return { path: [], message: `more than ${parts_max} parts`, hint: 'split the file' };
}
