import { useEffect, useRef } from 'preact/hooks';
import { kindNames, kinds } from '../../../domain/kinds.ts';
import { severities, type Severity } from '../../../domain/severity.ts';
import { Icon } from '../parts/icon.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { language, say } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import {
  deskStates,
  filterNames,
  isFiltering,
  owners,
  type ChosenAlerts,
  type DeskFilters,
} from './desk-filters.ts';
import { t } from './phrases.ts';
import { areaIndex, seats } from './places-store.ts';

/** The words typed are asked for after this pause, so that the list does not jump with each letter. */
const typing_ms = 200;

const stateWords = {
  unacknowledged: 'stateUnacknowledged',
  active: 'stateActive',
  returned: 'stateReturned',
  muted: 'stateMuted',
} as const;
const ownerWords = { mine: 'ownerMine', assigned: 'ownerAssigned', nobody: 'ownerNobody' } as const;

/** What the list is filtered by, all of it in the address. */
export function FilterBar({ filters }: { filters: DeskFilters }) {
  return (
    <div class="filters" role="group" aria-label={t('filters')}>
      <SeverityToggles chosen={filters.severities} />
      <Choice
        name="state"
        value={filters.state}
        all={t('allStates')}
        options={deskStates.map((id) => ({ id, words: t(stateWords[id]) }))}
      />
      <Choice
        name="owner"
        value={filters.owner}
        all={t('allOwners')}
        options={owners.map((id) => ({ id, words: t(ownerWords[id]) }))}
      />
      <Choice
        name="kind"
        value={filters.kind}
        all={t('allKinds')}
        options={kindNames.map((id) => ({ id, words: say(kinds[id].label) }))}
      />
      {(seats.value.length > 1 || filters.seat !== null) && (
        <Choice
          name="seat"
          value={filters.seat}
          all={t('allSeats')}
          options={seats.value.map(({ id, name }) => ({ id, words: say(name) }))}
        />
      )}
      <SearchField words={filters.words} />
    </div>
  );
}

function SeverityToggles({ chosen }: { chosen: readonly Severity[] }) {
  function toggle(level: Severity): void {
    const next = chosen.includes(level) ? chosen.filter((each) => each !== level) : [...chosen, level];
    setQuery({ severity: next.toSorted((a, b) => a - b).join(',') });
  }
  return (
    <div class="severity-toggles" role="group" aria-label={t('severity')}>
      {severities.map(({ level, label }) => (
        <button
          key={level}
          type="button"
          class="severity-toggle"
          aria-pressed={chosen.includes(level)}
          title={say(label)}
          onClick={() => toggle(level)}
        >
          <SeverityMark severity={level} hollow={!chosen.includes(level)} />
        </button>
      ))}
    </div>
  );
}

interface ChoiceProps {
  readonly name: (typeof filterNames)[number];
  readonly value: string | null;
  /** What stands for "not filtered". */
  readonly all: string;
  readonly options: readonly { readonly id: string; readonly words: string }[];
}

function Choice({ name, value, all, options }: ChoiceProps) {
  return (
    <select
      class={value === null ? 'filter-choice' : 'filter-choice is-set'}
      aria-label={all}
      value={value ?? ''}
      onChange={(event) => setQuery({ [name]: event.currentTarget.value })}
    >
      <option value="">{all}</option>
      {options.map(({ id, words }) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  );
}

function SearchField({ words }: { words: string }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useShortcut('search', () => input.current?.focus());
  useEffect(() => () => clearTimeout(timer.current), []);
  // The address may change by other hands: back, or "clear all".
  useEffect(() => {
    const field = input.current;
    if (field !== null && field.value.trim().toLowerCase() !== words) field.value = words;
  }, [words]);
  return (
    <label class="filter-search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={t('searchAlerts')}
        placeholder={t('searchAlerts')}
        maxLength={100}
        defaultValue={words}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => setQuery({ q: value }), typing_ms);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}

/** How many alerts are not in the list, and why; nothing while all are. */
export function HiddenNote({ chosen, filters }: { chosen: ChosenAlerts; filters: DeskFilters }) {
  const { hidden, hiddenCritical, muted } = chosen;
  const area = filters.area === null ? undefined : areaIndex.value.byCode.get(filters.area);
  if (!isFiltering(filters) && muted === 0) return null;
  return (
    <div class="hidden-note">
      {filters.area !== null && (
        <button type="button" class="filter-chip" onClick={() => setQuery({ area: null })}>
          {area === undefined ? filters.area : language.value === 'zh' ? area.nameZh : area.nameEn}
          <Icon name="close" />
        </button>
      )}
      {isFiltering(filters) && <span role="status">{t('hiddenByFilters', { n: hidden })}</span>}
      {hiddenCritical > 0 && (
        <button
          type="button"
          class="hidden-critical"
          onClick={() => setQuery({ ...noFilters, severity: '1', state: 'unacknowledged' })}
        >
          <SeverityMark severity={1} />
          {t('hiddenCritical', { n: hiddenCritical })}
        </button>
      )}
      {muted > 0 && (
        <span class="dim">
          {t('mutedHidden', { n: muted })}{' '}
          <button type="button" class="link" onClick={() => setQuery({ ...noFilters, state: 'muted' })}>
            {t('show')}
          </button>
        </span>
      )}
      <span class="spring" />
      {isFiltering(filters) && (
        <button type="button" class="link" onClick={() => setQuery(noFilters)}>
          {t('clearAll')}
        </button>
      )}
    </div>
  );
}

const noFilters: Readonly<Record<string, null>> = Object.fromEntries(filterNames.map((name) => [name, null]));
