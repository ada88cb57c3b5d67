import { useSignal } from '@preact/signals';
import type { DeviceFacts } from '../../../domain/device-facts.ts';
import { kinds } from '../../../domain/kinds.ts';
import { clock } from '../live/live-store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { say, t } from '../shell/language.ts';
import { may } from '../shell/session.ts';
import { DateFact } from './date-fact.tsx';
import { deviceApi, type DeviceView } from './device-api.ts';
import { p } from './device-phrases.ts';
import { FactRow } from './fact-row.tsx';

const days = ['installedOn', 'calibratedOn', 'inspectionDueOn', 'endOfLifeOn'] as const;
type DayName = (typeof days)[number];

/** What it is, where it hangs, who looks after it, and the days that somebody has to think of. */
export function DeviceFactsSection({ device, onChange }: { device: DeviceView; onChange: () => void }) {
  const isOpen = useSignal(false);
  const unknown = <span class="dim">{p('notKnown')}</span>;
  return (
    <section>
      <div class="section-head">
        <h2>{p('upkeep')}</h2>
        <span class="spring" />
        {may('manage') && (
          <button class="quiet" type="button" onClick={() => (isOpen.value = true)}>
            {p('changeDays')}
          </button>
        )}
      </div>
      <dl class="device-facts">
        <FactRow name={p('installedOn')}>{device.installedOn ?? unknown}</FactRow>
        <FactRow name={p('calibratedOn')}>{device.calibratedOn ?? unknown}</FactRow>
        <FactRow name={p('inspectionDueOn')}>
          <DateFact day={device.inspectionDueOn} />
        </FactRow>
        <FactRow name={p('endOfLifeOn')}>
          <DateFact day={device.endOfLifeOn} />
        </FactRow>
        <FactRow name={p('maintainer')}>{device.maintainer ?? unknown}</FactRow>
        <FactRow name={p('gateway')}>{device.gatewayId ?? unknown}</FactRow>
        <FactRow name={p('feeder')}>{device.feederId ?? unknown}</FactRow>
        <FactRow name={t('site')}>
          {device.siteId === null ? (
            <span class="dim">{t('unplaced')}</span>
          ) : (
            <a href={`/devices?site=${encodeURIComponent(device.siteId)}`}>{device.siteId}</a>
          )}
        </FactRow>
        <FactRow name={t('identifier')}>{device.id}</FactRow>
        <FactRow name={t('kind')}>{say(kinds[device.kind].label)}</FactRow>
        <FactRow name={t('origin')}>
          {t(device.enrolled ? 'enrolled' : 'addedByStaff')} · {formatMoment(device.createdAt, clock.peek())}
        </FactRow>
      </dl>
      {isOpen.value && (
        <DaysDialog
          device={device}
          onClose={() => (isOpen.value = false)}
          onSaved={() => {
            isOpen.value = false;
            onChange();
          }}
        />
      )}
    </section>
  );
}

function DaysDialog({
  device,
  onClose,
  onSaved,
}: {
  device: DeviceView;
  onClose: () => void;
  onSaved: () => void;
}) {
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);

  async function save(fields: FormData): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const change: Partial<Record<DayName, DeviceFacts[DayName]>> = Object.fromEntries(
      days.map((name) => [name, readField(fields, name) || null]),
    );
    const answer = await deviceApi.change(device.id, change);
    isBusy.value = false;
    if (!answer.ok) {
      fault.value = problemWords(answer.problem);
      return;
    }
    tell(p('daysSaved'));
    onSaved();
  }

  return (
    <Dialog title={p('changeDays')} onClose={onClose}>
      <form
        class="device-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save(new FormData(event.currentTarget));
        }}
      >
        {days.map((name) => (
          <Field key={name} label={p(name)}>
            <input type="date" name={name} defaultValue={device[name] ?? ''} />
          </Field>
        ))}
        {fault.value !== null && (
          <p class="error" role="alert">
            {fault.value}
          </p>
        )}
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
