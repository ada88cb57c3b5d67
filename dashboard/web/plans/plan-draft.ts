import type { PlanFile } from '../../../domain/plan.ts';

/** Changed files, and what they were changed from. */
export interface PlanDraft {
  readonly began: readonly PlanFile[];
  readonly files: readonly PlanFile[];
}

/** A draft as it was kept; null where it is none of ours. */
export function toDraft(kept: unknown): PlanDraft | null {
  if (typeof kept !== 'object' || kept === null || !('began' in kept) || !('files' in kept)) return null;
  const { began, files } = kept;
  return areFiles(began) && areFiles(files) ? { began, files } : null;
}

function areFiles(content: unknown): content is readonly PlanFile[] {
  return (
    Array.isArray(content) &&
    content.every((file: unknown) => {
      if (typeof file !== 'object' || file === null || !('name' in file) || !('text' in file)) return false;
      return typeof file.name === 'string' && typeof file.text === 'string';
    })
  );
}
