import type { Alert } from '../domain/alert.ts';
import {
  clockAuthor,
  closeWhenDone,
  ring,
  rulesAuthor,
  toStep,
  type Muting,
  type Patch,
  type Step,
} from './life-cycle.ts';

/** What time and other alerts bring: asking again, the shelf's end, muting and its end, coming and going. */

/** Whether it still holds, as far as anybody knows: missing data ends nothing. */
export function isStillOn({ condition }: Alert): boolean {
  return condition !== 'normal';
}

/** It goes on although it was acknowledged: it asks again. */
export function askAgain(alert: Alert, { at, after_s }: { at: number; after_s: number }): Step {
  return toStep(alert, ring(alert, at), { at, type: 'realarm', by: clockAuthor, detail: { after_s } });
}

/** It came so often that it is held as one from now on. */
export function beginChattering(
  alert: Alert,
  { at, ...detail }: { at: number; activations: number; within_s: number },
): Step {
  return toStep(alert, { isChattering: true }, { at, type: 'chatter', by: rulesAuthor, detail });
}

/** It is calm: what was held back and still holds is told now. */
export function endChattering(
  alert: Alert,
  { at, isHeldBack, isShelved }: { at: number; isHeldBack: boolean; isShelved: boolean },
): readonly Step[] {
  const rings = isHeldBack && isStillOn(alert);
  const patch = { isChattering: false, ...(rings ? ring(alert, at) : {}) };
  const line = { at, type: 'calm', by: clockAuthor, detail: { activations: alert.activations } } as const;
  return closeWhenDone(toStep(alert, patch, line), { at, isShelved });
}

export interface MutingContext {
  readonly at: number;
  readonly by: string;
  readonly isShelved: boolean;
  /**
   * Whether its end takes an acknowledgement back where the alert still holds. Not when a device moved or
   * settings were edited: those change nothing about what somebody saw.
   */
  readonly takesBack: boolean;
  /** Why, as a word for history. */
  readonly reason: string;
}

/** What mutes it is another thing now, or nothing any more: then it rings again if it still holds. */
export function changeMuting(alert: Alert, muting: Muting, context: MutingContext): readonly Step[] {
  const { at, by, reason, isShelved } = context;
  const { suppression, suppressed } = muting;
  const was = alert.suppression;
  if (suppressed === null) {
    const patch = { ...muting, ...rearm({ ...alert, ...muting }, context) };
    const line = { at, type: 'unsuppress', by, detail: { was, reason } } as const;
    return closeWhenDone(toStep(alert, patch, line), { at, isShelved });
  }
  const detail = { suppression, ...suppressed, was };
  return [toStep(alert, muting, { at, type: 'suppress', by, comment: null, detail })];
}

/** It is off the shelf by itself, or worse than what was laid aside. */
export function leaveShelf(alert: Alert, muting: Muting, context: MutingContext): readonly Step[] {
  const { at, by, reason } = context;
  const patch = { ...muting, ...rearm({ ...alert, ...muting }, context) };
  const step = toStep(alert, patch, { at, type: 'unshelve', by, detail: { reason } });
  return closeWhenDone(step, { at, isShelved: false });
}

/** The bell once more, if it is audible now and there is still something to ring for. */
function rearm(alert: Alert, { at, takesBack }: MutingContext): Patch {
  if (alert.suppression !== 'none' || !isStillOn(alert)) return {};
  const rung = ring(alert, at);
  return takesBack ? rung : { rangAt: rung.rangAt! };
}
