import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kindNames, kinds } from '../../../domain/kinds.ts';
import { useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { say, t } from '../shell/language.ts';
import { go, setQuery } from '../shell/router.ts';
import { deviceApi } from './device-api.ts';
import { p } from './device-phrases.ts';
import { DeviceTable } from './device-table.tsx';

const pageRows = 100;
/** More rows are no list that a person reads. */
const rowsMax = 1_000;
/** How often what is shown is asked for again. */
const refreshMs = 5_000;
/** So long after the last letter it is searched. */
const typingMs = 250;

const states = ['online', 'offline', 'unknown', 'silent', 'alert'] as const;
const statePhrases = {
  online: 'online',
  offline: 'offline',
  unknown: 'unknown',
  silent: 'silent',
  alert: 'inAlert',
} as const;
const filters = ['kind', 'state', 'site', 'q'] as const;

/** All devices, to be filtered, searched and sorted. The filter is in the address, so that it can be linked to. */
export function DevicesPage({ query }: { query: URLSearchParams }) {
  const pages = useSignal(1);
  const wanted = new URLSearchParams([...query].filter(([name]) => name !== 'range'));
  const address = wanted.toString();
  useEffect(() => {
    pages.value = 1;
  }, [address]);
  const limit = Math.min(rowsMax, pages.value * pageRows);
  const asked = useAnswer('devices', () => deviceApi.devices(withLimit(address, limit)), {
    changes: `${address} ${limit}`,
    everyMs: refreshMs,
  });
  const list = asked.value;
  const isFiltered = filters.some((name) => wanted.has(name));
  return (
    <main class="page devices">
      <div class="section-head">
        <h1>{t('devices')}</h1>
        {list !== null && <span class="dim">{t('matching', { n: list.total })}</span>}
      </div>
      <Filters query={wanted} />
      {list === null && asked.problem === null && <p class="dim loading">{t('loading')}</p>}
      {asked.problem !== null && (
        <p class="error" role="alert">
          {problemWords(asked.problem)}
        </p>
      )}
      {list?.devices.length === 0 && (
        <EmptyState title={isFiltered ? t('noMatch') : p('noneYet')}>
          <p>{p(isFiltered ? 'noMatchHint' : 'noneYetHint')}</p>
          {isFiltered && (
            <button type="button" onClick={() => go('/devices')}>
              {p('clearFilters')}
            </button>
          )}
        </EmptyState>
      )}
      {list !== null && list.devices.length > 0 && (
        <DeviceTable devices={list.devices} sort={query.get('sort') ?? 'id'} />
      )}
      {list !== null && list.devices.length < list.total && (
        <p class="devices-more">
          <span class="dim">{p('firstShown', { n: list.devices.length, total: list.total })}</span>
          {limit < rowsMax ? (
            <button type="button" onClick={() => (pages.value += 1)}>
              {t('more')}
            </button>
          ) : (
            <span class="dim">{p('refine', { n: rowsMax })}</span>
          )}
        </p>
      )}
    </main>
  );
}

function withLimit(address: string, limit: number): URLSearchParams {
  const asked = new URLSearchParams(address);
  asked.set('limit', String(limit));
  return asked;
}

function Filters({ query }: { query: URLSearchParams }) {
  const site = query.get('site');
  return (
    <search class="filters">
      <select
        aria-label={t('kind')}
        value={query.get('kind') ?? ''}
        onChange={(event) => setQuery({ kind: event.currentTarget.value })}
      >
        <option value="">{t('allKinds')}</option>
        {kindNames.map((kind) => (
          <option key={kind} value={kind}>
            {say(kinds[kind].label)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('state')}
        value={query.get('state') ?? ''}
        onChange={(event) => setQuery({ state: event.currentTarget.value })}
      >
        <option value="">{t('allStates')}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {t(statePhrases[state])}
          </option>
        ))}
      </select>
      <SearchField words={query.get('q') ?? ''} />
      {site !== null && (
        <button
          type="button"
          class="filter-chip"
          title={p('dropFilter')}
          onClick={() => setQuery({ site: null })}
        >
          {p('siteOnly', { site })} ✕
        </button>
      )}
    </search>
  );
}

/** What is typed stands in the field at once and in the address a moment later. */
function SearchField({ words }: { words: string }) {
  const typed = useSignal(words);
  useEffect(() => {
    typed.value = words;
  }, [words]);
  useEffect(() => {
    if (typed.value.trim() === words) return undefined;
    const timer = setTimeout(() => setQuery({ q: typed.value.trim() }), typingMs);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <input
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      maxLength={100}
      value={typed.value}
      onInput={(event) => (typed.value = event.currentTarget.value)}
    />
  );
}
