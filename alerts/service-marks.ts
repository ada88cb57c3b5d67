import type { ServiceAction, ServiceMark } from '../domain/alert.ts';
import type { ServiceOutcome } from '../domain/alert-desk.ts';
import { isAllowed } from '../domain/roles.ts';
import { refusals } from './refusals.ts';

/** Which devices are out of service (屏蔽): a fold of the service records. Bounded by the number of devices. */
export interface ServiceMarks {
  of(deviceId: string): ServiceMark | null;
  /** The longest first. */
  list(): readonly ServiceMark[];
  /** `at`: when it is judged, ms. A second `takeOut` puts another order or end in the place of the first. */
  judge(action: ServiceAction, at: number): ServiceOutcome;
  /** It goes back by itself. */
  end(deviceId: string): void;
  restore(marks: readonly ServiceMark[]): void;
}

export function createServiceMarks(): ServiceMarks {
  const marks = new Map<string, ServiceMark>();
  const of = (deviceId: string): ServiceMark | null => marks.get(deviceId) ?? null;

  function judge(action: ServiceAction, at: number): ServiceOutcome {
    const { deviceId, by, role, workOrder, reason, until } = action;
    const present = of(deviceId);
    const refuse = (why: ServiceOutcome['reason']): ServiceOutcome => ({
      outcome: 'refused',
      reason: why,
      mark: present,
    });
    if (!isAllowed(role, 'service')) return refuse(refusals.notAllowed);
    if (action.action === 'putBack') {
      if (present === null) return refuse(refusals.inService);
      marks.delete(deviceId);
      return { outcome: 'done', reason: null, mark: null };
    }
    if (workOrder === null || workOrder.trim() === '') return refuse(refusals.workOrderNeeded);
    if (reason.trim() === '') return refuse(refusals.reasonNeeded);
    if (until !== null && until <= at) return refuse(refusals.endNeeded);
    const mark = { deviceId, workOrder, reason, by, since: present?.since ?? at, until };
    marks.set(deviceId, mark);
    return { outcome: 'done', reason: null, mark };
  }

  return {
    of,
    list: () => [...marks.values()].toSorted((a, b) => a.since - b.since),
    judge,
    end: (deviceId) => void marks.delete(deviceId),
    restore(restored) {
      marks.clear();
      for (const mark of restored) marks.set(mark.deviceId, mark);
    },
  };
}
