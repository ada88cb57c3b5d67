import type { CaseEvent, CaseStep } from '../../../domain/case.ts';

const stepOf: Readonly<Partial<Record<CaseEvent['type'], CaseStep>>> = {
  report: 'reported',
  accept: 'accepted',
  dispatch: 'dispatched',
  transfer: 'dispatched',
  takeOver: 'dispatched',
  take: 'taken',
  arrive: 'arrived',
  handle: 'handled',
  check: 'checked',
  close: 'closed',
  void: 'void',
};

/** Who brought a case to each of its steps the last time, from its history (the oldest first). */
export function reachedBy(history: readonly CaseEvent[]): Readonly<Partial<Record<CaseStep, string>>> {
  const who: Partial<Record<CaseStep, string>> = {};
  for (const { type, by } of history) {
    const step = stepOf[type];
    if (step !== undefined) who[step] = by;
  }
  return who;
}
