import { isLifeSafety, type Alert } from '../domain/alert.ts';
import type { Shelf } from './alert-memo.ts';
import type { Causes } from './causes.ts';
import type { DeskMemory } from './desk-memory.ts';
import { changeMuting, leaveShelf, type MutingContext } from './life-cycle-clock.ts';
import { clockAuthor, rulesAuthor, type Muting, type Step } from './life-cycle.ts';
import type { ServiceMarks } from './service-marks.ts';

/**
 * What mutes each alert: out of service goes before the shelf, the shelf before suppression by design. When the
 * higher ends, the alert comes back to the lower one; when nothing is left, it rings again if it still holds.
 */
export interface DeskMutings {
  of(alert: Alert, about: { readonly at: number; readonly shelf?: Shelf | null }): Muting;
  /** Something changed that may mute otherwise: an alert, all of a device, everything. */
  touch(alertId: string): void;
  touchDevice(deviceId: string): void;
  touchAll(): void;
  /** Makes what was touched, and what hangs on it, as it should be. */
  settle(context: Omit<MutingContext, 'isShelved'>): void;
  /** The time of its shelf is over. */
  endShelf(alertId: string, at: number): void;
  /** What was laid aside was something milder. */
  leaveShelfIfWorse(alertId: string, at: number): void;
}

const audible: Muting = { suppression: 'none', suppressed: null };

export function createDeskMutings(options: {
  readonly memory: DeskMemory;
  readonly marks: ServiceMarks;
  readonly causes: Causes;
  readonly take: (steps: readonly Step[]) => void;
}): DeskMutings {
  const { memory, marks, causes, take } = options;
  let touched = new Set<string>();

  function of(
    alert: Alert,
    { at, shelf = memory.memo(alert.id).shelf }: { at: number; shelf?: Shelf | null },
  ): Muting {
    const mark = alert.scope.type === 'device' ? marks.of(alert.scope.id) : null;
    if (mark !== null) {
      const { since, until, by, reason, workOrder } = mark;
      return {
        suppression: 'outOfService',
        suppressed: { since, until, by, reason, workOrder, causeId: null },
      };
    }
    if (shelf !== null) return { suppression: 'shelved', suppressed: shelf.suppression };
    const design = causes.of(alert);
    if (design === null) return audible;
    const { suppressionId, causeId } = design;
    if (alert.suppression === 'suppressed' && alert.suppressed?.causeId === causeId) {
      return { suppression: 'suppressed', suppressed: alert.suppressed };
    }
    const muted = { since: at, until: null, by: rulesAuthor, workOrder: null };
    return { suppression: 'suppressed', suppressed: { ...muted, reason: suppressionId, causeId } };
  }

  function findOpen(alertId: string): Alert | undefined {
    const alert = memory.find(alertId);
    return alert?.closedAt === null ? alert : undefined;
  }

  function settle(context: Omit<MutingContext, 'isShelved'>): void {
    // What becomes muted or audible may itself be a cause.
    while (touched.size > 0) {
      const ids = causes.affected(touched);
      touched = new Set();
      for (const id of ids) {
        const alert = findOpen(id);
        if (alert === undefined) continue;
        const muting = of(alert, context);
        if (isSame(alert, muting)) continue;
        const { suppression, suppressed } = muting;
        const isShelved = memory.memo(id).shelf !== null;
        take(changeMuting(alert, { suppression, suppressed }, { ...context, isShelved }));
      }
    }
  }

  function takeOffShelf(alertId: string, context: Omit<MutingContext, 'isShelved' | 'takesBack'>): void {
    const alert = findOpen(alertId);
    if (alert === undefined) return;
    memory.setMemo(alertId, { ...memory.memo(alertId), shelf: null });
    const { suppression, suppressed } = of(alert, context);
    take(leaveShelf(alert, { suppression, suppressed }, { ...context, isShelved: false, takesBack: true }));
  }

  return {
    of,
    touch: (alertId) => void touched.add(alertId),
    touchDevice(deviceId) {
      for (const { id } of memory.openOf(deviceId)) touched.add(id);
    },
    touchAll() {
      for (const { id } of memory.open()) touched.add(id);
    },
    settle,
    endShelf: (alertId, at) => takeOffShelf(alertId, { at, by: clockAuthor, reason: 'expired' }),
    leaveShelfIfWorse(alertId, at) {
      const alert = findOpen(alertId);
      const { shelf } = memory.memo(alertId);
      if (alert === undefined || shelf === null) return;
      const isWorse = alert.severity < shelf.severity || (isLifeSafety(alert) && !shelf.isLifeSafety);
      if (isWorse) takeOffShelf(alertId, { at, by: rulesAuthor, reason: 'worse' });
    },
  };
}

function isSame(alert: Alert, { suppression, suppressed }: Muting): boolean {
  const now = alert.suppressed;
  return (
    alert.suppression === suppression &&
    (now === suppressed ||
      (now !== null &&
        suppressed !== null &&
        now.since === suppressed.since &&
        now.until === suppressed.until &&
        now.by === suppressed.by &&
        now.reason === suppressed.reason &&
        now.workOrder === suppressed.workOrder &&
        now.causeId === suppressed.causeId))
  );
}
