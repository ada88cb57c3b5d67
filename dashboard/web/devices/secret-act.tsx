import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { formatMoment } from '../parts/format.ts';
import { readField } from '../parts/form-field.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { t } from '../shell/language.ts';
import { may } from '../shell/session.ts';
import { deviceApi } from './device-api.ts';
import { p } from './device-phrases.ts';

const hour_ms = 3_600_000;
/** How long the former secret counts beside the new one, h; 0: it is cut at once. */
const graces_h = [24, 1, 168, 0];

/** Gives a device another secret, and shows it once. */
export function SecretAct({ deviceId }: { deviceId: string }) {
  const isOpen = useSignal(false);
  const told = useSignal<{ readonly secret: string; readonly formerUntil: number | null } | null>(null);
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  if (!may('manage')) return null;

  async function change(fields: FormData): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const answer = await deviceApi.changeSecret(deviceId, Number(readField(fields, 'hours')) * hour_ms);
    isBusy.value = false;
    fault.value = answer.ok ? null : problemWords(answer.problem);
    if (answer.ok) told.value = answer.value;
  }

  function close(): void {
    isOpen.value = false;
    // It is nowhere else: what was not written down is gone.
    told.value = null;
    fault.value = null;
  }

  return (
    <>
      <button type="button" onClick={() => (isOpen.value = true)}>
        {p('changeSecret')}
      </button>
      {isOpen.value && (
        <Dialog title={p('secretTitle', { id: deviceId })} onClose={close}>
          {told.value === null ? (
            <form
              class="device-form"
              onSubmit={(event) => {
                event.preventDefault();
                void change(new FormData(event.currentTarget));
              }}
            >
              <p>{p('secretExplained')}</p>
              <Field label={p('secretGrace')} hint={p('secretGraceHint')}>
                <select name="hours">
                  {graces_h.map((hours) => (
                    <option key={hours} value={hours}>
                      {hours === 0 ? p('secretCut') : t('hours', { n: hours })}
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
                  {isBusy.value ? t('working') : p('secretMake')}
                </button>
                <button type="button" onClick={close}>
                  {t('cancel')}
                </button>
              </div>
            </form>
          ) : (
            <NewSecret {...told.value} onClose={close} />
          )}
        </Dialog>
      )}
    </>
  );
}

function NewSecret({
  secret,
  formerUntil,
  onClose,
}: {
  secret: string;
  formerUntil: number | null;
  onClose: () => void;
}) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret);
      tell(p('secretCopied'));
    } catch {
      // Without https there is no clipboard; the text is marked by a click.
      tell(p('secretCopyByHand'), { isFault: true });
    }
  }
  return (
    <div class="device-form">
      <p class="secret-warning" role="status">
        {p('secretOnce')}
      </p>
      <output class="secret-text" aria-label={p('secretNew')}>
        {secret}
      </output>
      <p>
        {formerUntil === null
          ? p('secretWasCut')
          : p('secretFormer', { moment: formatMoment(formerUntil, clock.peek()) })}
      </p>
      <div class="buttons">
        <button class="primary" type="button" onClick={() => void copy()}>
          {p('secretCopy')}
        </button>
        <button type="button" onClick={onClose}>
          {p('secretNoted')}
        </button>
      </div>
    </div>
  );
}
