import { useEffect, useRef } from 'preact/hooks';
import { areaLevels } from '../../../domain/area.ts';
import { caseCategories, caseSources, caseSteps } from '../../../domain/case.ts';
import type { Text } from '../../../domain/text.ts';
import { useAnswer } from '../parts/answer.tsx';
import { language, say } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { caseApi } from './case-api.ts';
import { filterNames, isFiltered, orders, periods, type CaseFilters, type Order } from './case-filter.ts';
import { categoryNames, levelNames, sourceNames, stepNames } from './case-words.ts';
import { t } from './phrases.ts';

const typingMs = 250;
const periodPhrases = { day: 'periodDay', week: 'periodWeek', month: 'periodMonth' } as const;
const orderPhrases = { due: 'sortDue', severity: 'sortSeverity', newest: 'sortNewest' } as const;

/** What narrows the cases down; all of it is in the address. */
export function CaseFilterBar({
  query,
  filters,
  isTable,
}: {
  query: URLSearchParams;
  filters: CaseFilters;
  isTable: boolean;
}) {
  const { step, level, category, source, late, mine, period, all, order } = filters;
  return (
    <form class="case-filters" aria-label={t('filters')} onSubmit={(event) => event.preventDefault()}>
      <SearchField text={filters.text} />
      <Choice
        name="step"
        value={step}
        any={t('anyStep')}
        label={t('step')}
        words={stepNames}
        of={caseSteps}
      />
      <Choice
        name="category"
        value={category}
        any={t('anyCategory')}
        label={t('category')}
        words={categoryNames}
        of={caseCategories}
      />
      <Choice
        name="source"
        value={source}
        any={t('anySource')}
        label={t('source')}
        words={sourceNames}
        of={caseSources}
      />
      <Choice
        name="level"
        value={level}
        any={t('anyLevel')}
        label={t('level')}
        words={levelNames}
        of={areaLevels}
      />
      <AreaChoice value={filters.area} />
      <select
        aria-label={t('period')}
        value={period ?? ''}
        onChange={(event) => setQuery({ period: event.currentTarget.value })}
      >
        <option value="">{t('periodAll')}</option>
        {(Object.keys(periods) as (keyof typeof periods)[]).map((one) => (
          <option key={one} value={one}>
            {t(periodPhrases[one])}
          </option>
        ))}
      </select>
      <Switch name="late" isOn={late} words={t('onlyLate')} />
      <Switch name="mine" isOn={mine} words={t('onlyMine')} />
      {isTable && <Switch name="all" isOn={all} words={t('withClosed')} />}
      {!all && (
        <select
          aria-label={t('sort')}
          value={order}
          onChange={(event) => setQuery({ order: noneIfFirst(event.currentTarget.value as Order) })}
        >
          {orders.map((one) => (
            <option key={one} value={one}>
              {t(orderPhrases[one])}
            </option>
          ))}
        </select>
      )}
      {isFiltered(query) && (
        <button
          class="quiet"
          type="button"
          onClick={() => setQuery(Object.fromEntries(filterNames.map((name) => [name, null])))}
        >
          {t('clearFilters')}
        </button>
      )}
    </form>
  );
}

function noneIfFirst(order: Order): string | null {
  return order === orders[0] ? null : order;
}

function SearchField({ text }: { text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, forward and "clear" change what is typed, too.
  useEffect(() => {
    if (field.current !== null && document.activeElement !== field.current) field.current.value = text;
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      ref={field}
      type="search"
      aria-label={t('text')}
      placeholder={t('text')}
      maxLength={100}
      defaultValue={text}
      onInput={(event) => {
        const { value } = event.currentTarget;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setQuery({ text: value.trim() }), typingMs);
      }}
    />
  );
}

function Choice<T extends string>({
  name,
  value,
  label,
  any,
  words,
  of,
}: {
  name: string;
  value: T | null;
  label: string;
  any: string;
  words: Readonly<Record<T, Text>>;
  of: readonly T[];
}) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => setQuery({ [name]: event.currentTarget.value })}
    >
      <option value="">{any}</option>
      {of.map((one) => (
        <option key={one} value={one}>
          {say(words[one])}
        </option>
      ))}
    </select>
  );
}

/** Buildings and grids are too many for a list: down to the communities. */
function AreaChoice({ value }: { value: string | null }) {
  const areas = useAnswer('areas', caseApi.areas).value?.areas ?? [];
  const shown = areas.filter(
    ({ level, code }) =>
      level === 'district' || level === 'street' || level === 'community' || code === value,
  );
  return (
    <select
      aria-label={t('area')}
      value={value ?? ''}
      onChange={(event) => setQuery({ area: event.currentTarget.value })}
    >
      <option value="">{t('anyArea')}</option>
      {shown.map(({ code, nameZh, nameEn }) => (
        <option key={code} value={code}>
          {language.value === 'zh' ? nameZh : nameEn}
        </option>
      ))}
    </select>
  );
}

function Switch({ name, isOn, words }: { name: string; isOn: boolean; words: string }) {
  return (
    <button type="button" aria-pressed={isOn} onClick={() => setQuery({ [name]: isOn ? null : '1' })}>
      {words}
    </button>
  );
}
