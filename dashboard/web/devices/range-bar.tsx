import { useSignal } from '@preact/signals';
import { readField } from '../parts/form-field.ts';
import { t } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { p } from './device-phrases.ts';
import { rangeNames, writeRange, type CourseRange } from './ranges.ts';

/** Stretches to choose from, and one's own. */
export function RangeBar({ range }: { range: CourseRange }) {
  const isOpen = useSignal(false);
  function choose(next: CourseRange): void {
    isOpen.value = false;
    setQuery(writeRange(next), { replace: false });
  }
  return (
    <div class="ranges" role="group" aria-label={t('range')}>
      {rangeNames.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={range.type === 'live' && range.name === name}
          onClick={() => choose({ type: 'live', name })}
        >
          {p(`range_${name}`)}
        </button>
      ))}
      <button type="button" aria-pressed={range.type === 'all'} onClick={() => choose({ type: 'all' })}>
        {t('all')}
      </button>
      <button
        type="button"
        aria-pressed={range.type === 'fixed'}
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        {t('custom')}
      </button>
      {isOpen.value && <OwnRange choose={choose} />}
    </div>
  );
}

function OwnRange({ choose }: { choose: (range: CourseRange) => void }) {
  return (
    <form
      class="custom-range"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const from = new Date(readField(fields, 'from')).getTime();
        const to = new Date(readField(fields, 'to')).getTime();
        if (from < to) choose({ type: 'fixed', from, to });
      }}
    >
      <label>
        {t('from')} <input type="datetime-local" name="from" required />
      </label>
      <label>
        {t('to')} <input type="datetime-local" name="to" required />
      </label>
      <button type="submit">{t('open')}</button>
    </form>
  );
}
