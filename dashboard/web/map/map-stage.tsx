import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { clock } from '../live/live-store.ts';
import { language } from '../shell/language.ts';
import { go } from '../shell/router.ts';
import { devicePath } from '../shell/router.ts';
import { isDark, theme } from '../shell/theme.ts';
import { hangMap, lendMap, type LentMap } from './map-keeper.ts';
import { isOpened } from './map-list.tsx';
import { MapPopover, type Popover } from './map-popover.tsx';
import type { MapLook } from './map-style.ts';
import type { Pointed } from './map-view.ts';
import { readPalette } from './palette.ts';
import { t } from './phrases.ts';
import { markOf, type Spot } from './spots.ts';
import type { MapData } from './use-map-data.ts';

/** Between two looks at what changed: alerts by the feed, and the rings of forecasts by the clock. */
const lookEvery_ms = 500;

export type StageState = 'loading' | 'ready' | 'lost' | 'none' | 'failed';

export interface StageProps {
  readonly data: MapData;
  readonly spots: readonly Spot[];
  readonly area: string | null;
  readonly openId: string | null;
  readonly isWall: boolean;
  readonly scale: number;
  readonly lent: Signal<LentMap | null>;
  readonly state: Signal<StageState>;
  /** Called when the view moved. */
  readonly onMove: () => void;
}

/** The map in the document, kept up with what is known. */
export function MapStage({ data, spots, area, openId, isWall, scale, lent, state, onMove }: StageProps) {
  const host = useRef<HTMLDivElement>(null);
  const popover = useSignal<Popover | null>(null);
  const latest = useRef({ spots, onMove });
  latest.current = { spots, onMove };

  function lookOf(element: HTMLElement): MapLook {
    return { palette: readPalette(element), language: language.value, isWall, scale };
  }

  useEffect(() => {
    let isCurrent = true;
    let mine: LentMap | null = null;
    const listener = {
      pointed(what: Pointed | null, at: { x: number; y: number }) {
        if (popover.value?.isPinned !== true)
          popover.value = what === null ? null : { what, at, isPinned: false };
      },
      picked(what: Pointed | null, at: { x: number; y: number }) {
        popover.value = what === null || isWall ? null : pick(what, at, latest.current.spots);
      },
      moved() {
        popover.value = null;
        latest.current.onMove();
      },
      changed(next: 'ready' | 'lost') {
        state.value = next;
      },
    };
    lendMap(lookOf, listener).then(
      (map) => {
        mine = map;
        if (!isCurrent || host.current === null) return map.release();
        hangMap(host.current);
        map.view.resize();
        state.value = map.isReady ? 'ready' : 'loading';
        lent.value = map;
        return undefined;
      },
      (error: unknown) => {
        if (isCurrent)
          state.value =
            error instanceof Error && /WebGL|GPU/i.test(`${error.name} ${error.message}`) ? 'none' : 'failed';
      },
    );
    return () => {
      isCurrent = false;
      mine?.release();
      lent.value = null;
    };
  }, []);

  const map = lent.value?.view ?? null;
  useEffect(() => map?.setPlaces(data), [map, data]);
  useEffect(() => map?.setArea(area), [map, area]);
  useLook({ map, lookOf, isWall, scale });
  useMarks(map, latest);

  const opened = spots.find(({ things }) => things.some((thing) => isOpened(thing, openId)));
  useEffect(() => map?.setOpened(opened?.id ?? null), [map, opened?.id]);
  useCamera({ map, data, area, openId, opened });

  return (
    <div class="map-stage" data-map-state={state.value}>
      <div ref={host} class="map-host" role="region" aria-label={t('mapHelp')} />
      {state.value === 'loading' && <p class="map-note dim">{t('loading')}</p>}
      {state.value === 'lost' && (
        <p class="map-note" role="status">
          {t('lost')}
        </p>
      )}
      {popover.value !== null && !isWall && (
        <MapPopover
          popover={popover.value}
          spots={spots}
          atlas={data.atlas}
          devices={data.devices}
          size={host.current?.getBoundingClientRect() ?? { width: 0, height: 0 }}
          onClose={() => {
            popover.value = null;
            host.current?.querySelector('canvas')?.focus();
          }}
        />
      )}
    </div>
  );
}

type Map = LentMap['view'] | null;

/** Goes there when there is one thing; else tells what there is to choose from. */
function pick(what: Pointed, at: { x: number; y: number }, spots: readonly Spot[]): Popover | null {
  if (what.type === 'site' && what.deviceId !== null) {
    go(devicePath(what.deviceId));
    return null;
  }
  const things = what.type === 'spot' ? (spots.find(({ id }) => id === what.id)?.things ?? []) : [];
  const [only] = things;
  if (only !== undefined && things.length === 1) {
    go(only.href);
    return null;
  }
  return { what, at, isPinned: true };
}

/** Colours and language, whenever one of them changes. */
function useLook({
  map,
  lookOf,
  isWall,
  scale,
}: {
  map: Map;
  lookOf: (host: HTMLElement) => MapLook;
  isWall: boolean;
  scale: number;
}): void {
  const systemTurned = useSignal(0);
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: light)');
    const turn = (): void => void (systemTurned.value += 1);
    scheme.addEventListener('change', turn);
    return () => scheme.removeEventListener('change', turn);
  }, []);
  const key = [theme.value, isDark(), systemTurned.value, language.value, isWall, scale].join();
  useEffect(() => map?.setLook(lookOf(document.body)), [map, key]);
}

/** What needs a person, kept up with the feed's changes and with the clock. */
function useMarks(map: Map, latest: { readonly current: { readonly spots: readonly Spot[] } }): void {
  useEffect(() => {
    if (map === null) return undefined;
    const look = (): void =>
      map.setMarks(new Map(latest.current.spots.map((spot) => [spot.id, markOf(spot, clock.peek())])));
    look();
    const timer = setInterval(look, lookEvery_ms);
    return () => clearInterval(timer);
  }, [map]);
}

/** Everything at first; then what was chosen; then where the opened alert is, if it cannot be seen. */
function useCamera({
  map,
  data,
  area,
  openId,
  opened,
}: {
  map: Map;
  data: MapData;
  area: string | null;
  openId: string | null;
  opened: Spot | undefined;
}): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (map === null) return;
    const bounds = area === null ? data.atlas.all : (data.atlas.boundsOf(area) ?? data.atlas.all);
    if (bounds !== null) map.fit(bounds, isFirst.current || prefersStill());
    isFirst.current = false;
  }, [map, area, data.atlas.all === null]);
  useEffect(() => {
    if (map === null || opened === undefined || map.isClose(opened.at)) return;
    map.goTo(opened.at, prefersStill());
  }, [map, openId, opened === undefined]);
}

export function prefersStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
