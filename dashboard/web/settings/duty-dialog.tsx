import { useSignal } from '@preact/signals';
import type { DeskSettings, Duty } from '../../../domain/desk-settings.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { say, t as shared } from '../shell/language.ts';
import { withDuty, withoutDuty } from './edit-text.ts';
import { t } from './phrases.ts';
import { changeText, draftText } from './settings-store.ts';
import { dayName } from './words.ts';

const roles = ['shiftLeader', 'operator', 'supervisor'] as const;
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** One duty: who, on which post, in which shift, on which days. It joins the changes that wait. */
export function DutyDialog(props: {
  /** Null: a new one. */
  readonly duty: Duty | null;
  readonly settings: DeskSettings;
  readonly onClose: () => void;
}) {
  const { duty, settings, onClose } = props;
  const { shifts, recipients, seats } = settings;
  const entry = useSignal<Duty>(
    duty ?? {
      shift: shifts[0]?.id ?? '',
      role: 'shiftLeader',
      seat: null,
      recipient: recipients[0]?.id ?? '',
      days: [],
      fromDate: null,
      toDate: null,
    },
  );
  const set = (change: Partial<Duty>): void => {
    entry.value = { ...entry.value, ...change };
  };
  const { shift, role, seat, recipient, days, fromDate, toDate } = entry.value;
  const staffFirst = recipients.toSorted((a, b) => Number(b.role === 'staff') - Number(a.role === 'staff'));

  function toggle(weekday: number): void {
    const shown = days.length === 0 ? [...weekdays] : days;
    const next = shown.includes(weekday) ? shown.filter((each) => each !== weekday) : [...shown, weekday];
    set({ days: next.length === 7 ? [] : next.toSorted((a, b) => a - b) });
  }

  return (
    <Dialog title={t(duty === null ? 'addDuty' : 'changeDuty')} onClose={onClose}>
      <form
        class="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          changeText(withDuty(draftText.value, entry.value, duty));
          onClose();
        }}
      >
        <Field label={t('who')}>
          <select value={recipient} onChange={(event) => set({ recipient: event.currentTarget.value })}>
            {staffFirst.map(({ id, name }) => (
              <option key={id} value={id}>
                {say(name)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('role')}>
          <select
            value={role}
            onChange={(event) => set({ role: event.currentTarget.value as Duty['role'], seat: null })}
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </select>
        </Field>
        {role === 'operator' && (
          <Field label={t('seat')}>
            <select
              value={seat ?? ''}
              onChange={(event) =>
                set({ seat: event.currentTarget.value === '' ? null : event.currentTarget.value })
              }
            >
              <option value="">{t('noSeat')}</option>
              {seats.map(({ id, name }) => (
                <option key={id} value={id}>
                  {say(name)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <Field label={t('shift')}>
          <select value={shift} onChange={(event) => set({ shift: event.currentTarget.value })}>
            {shifts.map(({ id, name, from, to }) => (
              <option key={id} value={id}>
                {say(name)} {from}–{to}
              </option>
            ))}
          </select>
        </Field>
        <fieldset class="settings-days">
          <legend class="field-label">{t('days')}</legend>
          {weekdays.map((weekday) => (
            <button
              key={weekday}
              type="button"
              aria-pressed={days.length === 0 || days.includes(weekday)}
              onClick={() => toggle(weekday)}
            >
              {dayName(weekday)}
            </button>
          ))}
        </fieldset>
        <div class="settings-pair">
          <Field label={t('fromDate')}>
            <input
              type="date"
              value={fromDate ?? ''}
              onInput={(event) => set({ fromDate: event.currentTarget.value || null })}
            />
          </Field>
          <Field label={t('toDate')}>
            <input
              type="date"
              value={toDate ?? ''}
              onInput={(event) => set({ toDate: event.currentTarget.value || null })}
            />
          </Field>
        </div>
        <div class="buttons">
          <button class="primary" type="submit" disabled={shift === '' || recipient === ''}>
            {t('toDraft')}
          </button>
          {duty !== null && (
            <button
              type="button"
              onClick={() => {
                changeText(withoutDuty(draftText.value, duty));
                onClose();
              }}
            >
              {t('remove')}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {shared('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
