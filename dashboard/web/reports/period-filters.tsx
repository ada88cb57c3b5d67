import type { FigureFilter } from '../../../domain/figures.ts';
import { isSensorKind, kindNames, kinds } from '../../../domain/kinds.ts';
import { serverNow } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { Field } from '../parts/field.tsx';
import { language, say } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { periodChoices, toDate, type ChosenPeriod } from './period.ts';
import { t } from './phrases.ts';
import { reportsApi } from './reports-api.ts';

/** Areas beyond this many are listed without their buildings. */
const areasListedMax = 300;
const indents: Readonly<Record<string, number>> = {
  district: 0,
  street: 1,
  community: 2,
  grid: 3,
  building: 4,
};

/** The filter that an address asks for. */
export function filterOf(query: URLSearchParams): FigureFilter {
  const area = query.get('area');
  const seat = query.get('seat');
  const kind = query.get('kind');
  return {
    ...(area === null ? {} : { area }),
    ...(seat === null ? {} : { seat }),
    ...(kind !== null && isSensorKind(kind) ? { kind } : {}),
  };
}

/** Which time, area, kind and seat: all of it in the address, so that a link shows the same. */
export function PeriodFilters({
  chosen,
  filter,
  usual = '7',
}: {
  chosen: ChosenPeriod;
  filter: FigureFilter;
  /** What an address without a period means. */
  usual?: string;
}) {
  const seats = useAnswer('seats', reportsApi.seats);
  const areas = useAnswer('areas', reportsApi.areas);
  const all = areas.value?.areas ?? [];
  const listed = all.length <= areasListedMax ? all : all.filter(({ level }) => level !== 'building');
  const today = toDate(serverNow());
  const from = toDate(chosen.period.from);
  const to = toDate(chosen.period.to - 1);
  return (
    <form class="reports-filters" onSubmit={(event) => event.preventDefault()}>
      <div class="reports-choices" role="group" aria-label={t('period')}>
        {periodChoices.map((days) => (
          <button
            key={days}
            type="button"
            aria-pressed={chosen.choice === days}
            onClick={() => setQuery({ days: days === usual ? null : days, from: null, to: null })}
          >
            {days === '1' ? t('today') : t('days', { n: days })}
          </button>
        ))}
      </div>
      <Field label={t('from')}>
        <input
          type="date"
          max={today}
          value={from}
          onChange={({ currentTarget: { value } }) => {
            if (value !== '') setQuery({ days: null, from: value, to: value > to ? value : to });
          }}
        />
      </Field>
      <Field label={t('to')}>
        <input
          type="date"
          max={today}
          value={to}
          onChange={({ currentTarget: { value } }) => {
            if (value !== '') setQuery({ days: null, from: value < from ? value : from, to: value });
          }}
        />
      </Field>
      <Field label={t('area')}>
        <select
          value={filter.area ?? ''}
          onChange={({ currentTarget: { value } }) => setQuery({ area: value })}
        >
          <option value="">{t('allAreas')}</option>
          {listed.map(({ code, level, nameZh, nameEn }) => (
            <option key={code} value={code}>
              {'　'.repeat(indents[level] ?? 0)}
              {language.value === 'zh' ? nameZh : nameEn}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('kind')}>
        <select
          value={filter.kind ?? ''}
          onChange={({ currentTarget: { value } }) => setQuery({ kind: value })}
        >
          <option value="">{t('allKinds')}</option>
          {kindNames.map((kind) => (
            <option key={kind} value={kind}>
              {say(kinds[kind].label)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('seat')}>
        <select
          value={filter.seat ?? ''}
          onChange={({ currentTarget: { value } }) => setQuery({ seat: value })}
        >
          <option value="">{t('allSeats')}</option>
          {seats.value?.seats.map(({ id, name }) => (
            <option key={id} value={id}>
              {say(name)}
            </option>
          ))}
          <option value="none">{t('noSeat')}</option>
        </select>
      </Field>
    </form>
  );
}
