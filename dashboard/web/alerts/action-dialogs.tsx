import { useSignal } from '@preact/signals';
import { findings, type Finding, type StaffActionType } from '../../../domain/alert.ts';
import { isAllowed } from '../../../domain/roles.ts';
import { clock } from '../live/live-store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { formatMoment } from '../parts/format.ts';
import { readField } from '../parts/form-field.ts';
import { colleagues } from '../parts/staff-names.ts';
import { t } from '../shell/language.ts';
import { ActionFault } from './alert-actions.tsx';
import type { ActionInput } from './alert-api.ts';
import { findingPhrases } from './alert-words.ts';
import { d } from './detail-phrases.ts';

export type DialogName = 'confirm' | 'close' | 'shelve' | 'assign';

type Act = (action: StaffActionType, input: ActionInput) => Promise<boolean>;

const minute_ms = 60_000;
/** How long it may be laid aside, min; the settings may allow less, and the service says so. */
const durations_min = [10, 30, 60, 120, 480, 1_440];
const textMax = 2_000;

const titles = {
  confirm: 'confirmTitle',
  close: 'closeTitle',
  shelve: 'shelveTitle',
  assign: 'assignTitle',
} as const;

/** What an action needs to be told. Stays open, with all that was written, when the service refuses it. */
export function ActionDialog({
  name,
  alertId,
  onClose,
  onAct,
}: {
  name: DialogName;
  alertId: string;
  onClose: () => void;
  onAct: Act;
}) {
  const isBusy = useSignal(false);
  const isRefused = useSignal(false);

  async function send(fields: FormData): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const isDone = await onAct(name, readInput(name, fields));
    isBusy.value = false;
    if (isDone) onClose();
    else isRefused.value = true;
  }

  return (
    <Dialog title={d(titles[name])} onClose={onClose}>
      <form
        class="detail-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send(new FormData(event.currentTarget));
        }}
      >
        {name === 'confirm' && <ConfirmFields />}
        {name === 'close' && <FindingField isNeeded />}
        {name === 'shelve' && <ShelveFields />}
        {name === 'assign' && (
          <Field label={d('assignTo')}>
            <input name="assignee" required maxLength={64} autocomplete="off" list="colleagues" />
            <datalist id="colleagues">
              {colleagues.value
                .filter(({ role }) => isAllowed(role, 'act'))
                .map(({ username, name: called }) => (
                  <option key={username} value={username}>
                    {called}
                  </option>
                ))}
            </datalist>
          </Field>
        )}
        {isRefused.value && <ActionFault alertId={alertId} />}
        <div class="buttons">
          <button class="primary" type="submit" aria-disabled={isBusy.value}>
            {isBusy.value ? t('working') : t('save')}
          </button>
          <button type="button" onClick={onClose}>
            {t('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function readInput(name: DialogName, fields: FormData): ActionInput {
  const comment = readField(fields, 'comment').trim();
  const finding = readField(fields, 'finding') as Finding | '';
  if (name === 'assign') return { assignee: readField(fields, 'assignee').trim() };
  if (name === 'shelve') {
    return { comment, until: Math.round(clock.peek() + Number(readField(fields, 'minutes')) * minute_ms) };
  }
  return { ...(comment === '' ? {} : { comment }), ...(finding === '' ? {} : { finding }) };
}

function ConfirmFields() {
  return (
    <>
      <Field label={d('whatWasDone')} hint={d('whatWasDoneHint')}>
        <textarea name="comment" required maxLength={textMax} />
      </Field>
      <FindingField />
    </>
  );
}

/** Buttons rather than a list to unfold: eight words are seen at once. */
function FindingField({ isNeeded = false }: { isNeeded?: boolean }) {
  return (
    <fieldset class="detail-findings">
      <legend class="field-label">{isNeeded ? t('finding') : d('findingOptional')}</legend>
      {!isNeeded && (
        <label>
          <input type="radio" name="finding" value="" defaultChecked /> {d('noFindingYet')}
        </label>
      )}
      {findings.map((finding) => (
        <label key={finding}>
          <input type="radio" name="finding" value={finding} required={isNeeded} />{' '}
          {t(findingPhrases[finding])}
        </label>
      ))}
      <p class="dim field-hint">{d('closeExplained')}</p>
    </fieldset>
  );
}

function ShelveFields() {
  const minutes = useSignal(durations_min[0] ?? 10);
  return (
    <>
      <Field
        label={t('shelveFor')}
        hint={t('untilMoment', {
          moment: formatMoment(clock.value + minutes.value * minute_ms, clock.value),
        })}
      >
        <select
          name="minutes"
          value={minutes.value}
          onChange={(event) => (minutes.value = Number(event.currentTarget.value))}
        >
          {durations_min.map((each) => (
            <option key={each} value={each}>
              {each < 60 ? t('minutes', { n: each }) : t('hours', { n: each / 60 })}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('shelveReason')} hint={d('shelvePast')}>
        <input name="comment" required maxLength={textMax} autocomplete="off" />
      </Field>
    </>
  );
}
