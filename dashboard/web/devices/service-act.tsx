import { useSignal } from '@preact/signals';
import type { ServiceMark } from '../../../domain/alert.ts';
import { clock } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { t } from '../shell/language.ts';
import { may } from '../shell/session.ts';
import { p } from './device-phrases.ts';
import { serviceApi, type ServiceInput } from './service-api.ts';

const hour_ms = 3_600_000;
/** How long it may be out of service, h; 0: until it is put back. */
const durations_h = [1, 4, 24, 72, 0];

/** Takes a device out of service for work, or puts it back. Tells `onMark` what is true from then on. */
export function ServiceAct({
  deviceId,
  onMark,
}: {
  deviceId: string;
  onMark?: (mark: ServiceMark | null) => void;
}) {
  const marks = useAnswer(may('service') ? deviceId : null, () => serviceApi.marks());
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  if (!may('service') || marks.value === null) return null;
  const isOut = marks.value.marks.some((mark) => mark.deviceId === deviceId);

  async function act(action: 'takeOut' | 'putBack', input: ServiceInput = {}): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const answer = await serviceApi.act(deviceId, action, input);
    isBusy.value = false;
    if (!answer.ok) {
      fault.value = problemWords(answer.problem);
      if (!isOpen.peek()) tell(fault.value, { isFault: true });
      return;
    }
    isOpen.value = false;
    fault.value = null;
    tell(p(action === 'takeOut' ? 'takenOut' : 'putBackDone', { id: deviceId }));
    onMark?.(answer.value.mark);
    marks.again();
  }

  return (
    <>
      <button
        type="button"
        aria-disabled={isBusy.value}
        onClick={() => {
          if (isOut) void act('putBack');
          else isOpen.value = true;
        }}
      >
        {p(isOut ? 'putBack' : 'takeOut')}
      </button>
      {isOpen.value && (
        <Dialog title={p('takeOutTitle')} onClose={() => (isOpen.value = false)}>
          <form
            class="detail-form"
            onSubmit={(event) => {
              event.preventDefault();
              void act('takeOut', readInput(new FormData(event.currentTarget)));
            }}
          >
            <p class="dim">{p('takeOutExplained')}</p>
            <Field label={p('workOrder')}>
              <input name="workOrder" required maxLength={100} autocomplete="off" />
            </Field>
            <Field label={p('serviceReason')}>
              <input name="reason" required maxLength={2_000} autocomplete="off" />
            </Field>
            <Field label={p('serviceUntil')}>
              <select name="hours">
                {durations_h.map((hours) => (
                  <option key={hours} value={hours}>
                    {hours === 0 ? p('untilPutBack') : t('hours', { n: hours })}
                  </option>
                ))}
              </select>
            </Field>
            {fault.value !== null && (
              <p class="error" role="alert">
                {fault.value}
              </p>
            )}
            <div class="buttons">
              <button class="primary" type="submit" aria-disabled={isBusy.value}>
                {isBusy.value ? t('working') : p('takeOut')}
              </button>
              <button type="button" onClick={() => (isOpen.value = false)}>
                {t('cancel')}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}

function readInput(fields: FormData): ServiceInput {
  const hours = Number(readField(fields, 'hours'));
  return {
    workOrder: readField(fields, 'workOrder').trim(),
    reason: readField(fields, 'reason').trim(),
    // The server's clock is told by fractions.
    until: hours === 0 ? null : Math.round(clock.peek() + hours * hour_ms),
  };
}
