import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { Area, Site } from '../../../domain/area.ts';
import { language, say } from '../shell/language.ts';
import { caseApi } from './case-api.ts';
import { findPlaces, type FoundPlace } from './find-places.ts';
import { levelNames } from './case-words.ts';
import { t } from './phrases.ts';

export interface ChosenPlace {
  readonly siteId: string | null;
  readonly areaCode: string | null;
  readonly name: string;
}

export const noPlace: ChosenPlace = { siteId: null, areaCode: null, name: '' };

/** Pages of sites that are read, 500 each; a city's further sites are found by their area. */
const pages_max = 20;
const shown_max = 8;

/** A site or an area, found by name or id. */
export function PlaceSearch({
  chosen,
  onChoose,
}: {
  chosen: ChosenPlace;
  onChoose: (place: ChosenPlace) => void;
}) {
  const text = useSignal('');
  const areas = useSignal<readonly Area[]>([]);
  const sites = useSignal<readonly Site[]>([]);
  const list = useId();

  useEffect(() => {
    const left = new AbortController();
    void (async () => {
      const known = await caseApi.areas();
      if (!left.signal.aborted && known.ok) areas.value = known.value.areas;
      let cursor: string | undefined;
      for (let page = 0; page < pages_max && !left.signal.aborted; page += 1) {
        const answer = await caseApi.sites(cursor);
        if (!answer.ok) return;
        if (!left.signal.aborted) sites.value = [...sites.value, ...answer.value.sites];
        if (answer.value.nextCursor === null) return;
        cursor = answer.value.nextCursor;
      }
    })();
    return () => left.abort();
  }, []);

  const found =
    text.value.trim() === ''
      ? []
      : findPlaces(text.value, { areas: areas.value, sites: sites.value }).slice(0, shown_max);
  return (
    <fieldset class="case-place">
      <legend>{t('place')}</legend>
      {chosen.name !== '' && (
        <p class="case-place-chosen">
          <b>{chosen.name}</b>
          <button type="button" class="quiet" onClick={() => onChoose(noPlace)}>
            {t('withoutPlace')}
          </button>
        </p>
      )}
      <input
        type="search"
        aria-label={t('findPlace')}
        aria-controls={list}
        placeholder={t('findPlace')}
        autocomplete="off"
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter here takes the first place, and does not send the form.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          const [first] = found;
          if (first !== undefined) choose(first);
        }}
      />
      <ul id={list} class="case-places">
        {found.map((place) => (
          <li key={`${place.siteId ?? ''} ${place.areaCode ?? ''}`}>
            <button
              type="button"
              aria-pressed={place.siteId === chosen.siteId && place.areaCode === chosen.areaCode}
              onClick={() => choose(place)}
            >
              <span>{nameOf(place)}</span>
              <span class="dim">
                {place.level === null ? '' : say(levelNames[place.level])} {place.within}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="dim field-hint" role="status">
        {text.value.trim() !== '' && found.length === 0 ? t('noPlaceFound') : t('placeHint')}
      </p>
    </fieldset>
  );

  function choose(place: FoundPlace): void {
    onChoose({ siteId: place.siteId, areaCode: place.areaCode, name: nameOf(place) });
  }
}

function nameOf(place: FoundPlace): string {
  return language.value === 'zh' ? place.nameZh : place.nameEn;
}
