import type { Alert } from '../domain/alert.ts';
import type { AlarmSettings } from '../domain/desk-settings.ts';
import type { ActivationTimes } from './activation-times.ts';
import type { DeskMemory } from './desk-memory.ts';
import type { DeskMutings } from './desk-mutings.ts';
import { askAgain, endChattering, isStillOn } from './life-cycle-clock.ts';
import { clockAuthor, type Step } from './life-cycle.ts';
import type { ServiceMarks } from './service-marks.ts';

/**
 * What happens to alerts by time alone: off the shelf, asked again, calm, back in service. Each at its own due
 * time, whenever the next record tells that it has passed, so how often ticks come makes no difference. Time
 * never goes back.
 */
export interface DeskClock {
  /** The latest time that a record told, ms. */
  now(): number;
  /** It is `at` now, as far as a record knows: what is due until then happens. */
  advance(at: number): void;
  /** The alert may be due at another time now. */
  noteDue(alert: Alert): void;
  /** Anything may be due at another time now. */
  review(): void;
  restore(now: number): void;
}

type Due =
  | { readonly at: number; readonly type: 'shelf' | 'askAgain' | 'calm'; readonly id: string }
  | { readonly at: number; readonly type: 'service'; readonly id: string };

export function createDeskClock(options: {
  readonly memory: DeskMemory;
  readonly marks: ServiceMarks;
  readonly times: ActivationTimes;
  readonly alarms: () => AlarmSettings;
  readonly mutings: DeskMutings;
  readonly take: (steps: readonly Step[]) => void;
}): DeskClock {
  const { memory, marks, times, alarms, mutings, take } = options;
  let now = 0;
  /** Nothing is due before. */
  let quietUntil = 0;

  /** What is due next of an alert. */
  function dueOf(alert: Alert): Due | null {
    if (alert.closedAt !== null) return null;
    const { id } = alert;
    const { shelf, answeredAt } = memory.memo(id);
    const dues: Due[] = [];
    const shelfEnd = shelf?.suppression.until ?? null;
    if (shelfEnd !== null) dues.push({ at: shelfEnd, type: 'shelf', id });
    const after_s = alarms().reAlarmAfter_s[alert.severity];
    const isQuiet = alert.operator !== 'unacknowledged' && alert.suppression === 'none';
    if (isQuiet && isStillOn(alert) && after_s !== null) {
      dues.push({ at: (answeredAt ?? alert.acknowledgedAt ?? now) + after_s * 1_000, type: 'askAgain', id });
    }
    if (alert.isChattering) {
      const last = times.last(alert) ?? 0;
      dues.push({ at: last + alarms().chattering.within_s * 1_000, type: 'calm', id });
    }
    return dues.toSorted(byTime)[0] ?? null;
  }

  /** What is due until `until`; notes until when nothing else is. */
  function collect(until: number): readonly Due[] {
    const due: Due[] = [];
    quietUntil = Infinity;
    const consider = (one: Due | null): void => {
      if (one === null) return;
      if (one.at <= until) due.push(one);
      else quietUntil = Math.min(quietUntil, one.at);
    };
    for (const alert of memory.open()) consider(dueOf(alert));
    for (const { deviceId, until: end } of marks.list()) {
      if (end !== null) consider({ at: end, type: 'service', id: deviceId });
    }
    return due.toSorted(byTime);
  }

  function happen(due: Due): void {
    // What was due while something kept it from happening happens late, not in the past.
    now = Math.max(now, due.at);
    if (due.type === 'service') {
      if (marks.of(due.id)?.until !== due.at) return;
      marks.end(due.id);
      mutings.touchDevice(due.id);
      mutings.settle({ at: now, by: clockAuthor, takesBack: true, reason: 'expired' });
      return;
    }
    const alert = memory.find(due.id);
    const present = alert === undefined ? null : dueOf(alert);
    // Something that was due before it has changed that.
    if (alert === undefined || present?.type !== due.type || present.at !== due.at) return;
    if (due.type === 'shelf') mutings.endShelf(due.id, now);
    else if (due.type === 'askAgain') {
      take([askAgain(alert, { at: now, after_s: alarms().reAlarmAfter_s[alert.severity] ?? 0 })]);
    } else {
      const { isHeldBack, shelf } = memory.memo(due.id);
      take(endChattering(alert, { at: now, isHeldBack, isShelved: shelf !== null }));
    }
    mutings.settle({ at: now, by: clockAuthor, takesBack: true, reason: 'cause' });
  }

  return {
    now: () => now,
    advance(at) {
      // What happens may bring what is due itself.
      while (at >= quietUntil) {
        const due = collect(at);
        if (due.length === 0) break;
        for (const one of due) {
          // What just happened brought something that is due earlier.
          if (one.at > quietUntil) break;
          happen(one);
        }
      }
      now = Math.max(now, at);
    },
    noteDue(alert) {
      quietUntil = Math.min(quietUntil, dueOf(alert)?.at ?? Infinity);
    },
    review() {
      quietUntil = 0;
    },
    restore(restored) {
      now = restored;
      quietUntil = 0;
    },
  };
}

function byTime(a: Due, b: Due): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.type < b.type ? -1 : 1);
}
