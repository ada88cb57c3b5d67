import type { CaseChange } from '../../domain/case-desk.ts';
import type { Case, CaseEvent } from '../../domain/case.ts';

/** Who nobody is: the author of what happens by the clock. */
export const clockAuthor = 'clock';

interface Told extends Omit<CaseEvent, 'caseId' | 'version'> {
  /** Actions by people who have not seen it are stale. */
  readonly isDecision: boolean;
}

/** A change: the case's next version, and the line of history that tells of it. */
export function toChange(before: Case, patch: Partial<Case>, { isDecision, ...told }: Told): CaseChange {
  const version = before.version + 1;
  const decidedVersion = isDecision ? version : before.decidedVersion;
  return {
    case: { ...before, ...patch, version, decidedVersion },
    event: { caseId: before.id, version, ...told },
  };
}
