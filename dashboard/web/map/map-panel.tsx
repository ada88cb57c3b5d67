import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { openAlerts, openIncidents } from '../live/live-store.ts';
import { createPaced } from '../parts/paced.ts';
import { problemWords } from '../parts/problem-words.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { t as say } from '../shell/language.ts';
import { route, setQuery } from '../shell/router.ts';
import type { Atlas } from './atlas.ts';
import type { LentMap } from './map-keeper.ts';
import { isOpened, MapList } from './map-list.tsx';
import { MapStage, prefersStill, type StageState } from './map-stage.tsx';
import { t } from './phrases.ts';
import { spotsOf } from './spots.ts';
import { thingsOf, type Thing } from './things.ts';
import { useMapData, type MapData } from './use-map-data.ts';
import './map.css';

/** The list comes first; this is drawn after it. */
const thingsRest_ms = 250;

export interface MapPanelProps {
  /** Code of the chosen area; null: none is. */
  readonly area: string | null;
  /** Id of the opened alert or incident; null: none is. */
  readonly openId: string | null;
  /** For the wall: nothing to press, no names of flats. */
  readonly isWall?: boolean;
  /** How much larger than on a desk marks and names are. */
  readonly scale?: number;
}

/**
 * Where everything is that needs a person, on a map or as a list of the same; fills its parent. It reads the live
 * store itself.
 */
export function MapPanel(props: MapPanelProps) {
  const { data, problem, again } = useMapData();
  if (data !== null) return <Loaded {...props} data={data} />;
  return (
    <section class="map-panel" aria-label={t('map')}>
      {problem === null ? (
        <p class="map-note dim">{t('loading')}</p>
      ) : (
        <EmptyState title={problemWords(problem)}>
          <button type="button" onClick={again}>
            {say('tryAgain')}
          </button>
        </EmptyState>
      )}
    </section>
  );
}

function Loaded({ area, openId, isWall = false, scale = 1, data }: MapPanelProps & { data: MapData }) {
  const state = useSignal<StageState>('loading');
  const lent = useSignal<LentMap | null>(null);
  const moves = useSignal(0);
  const { atlas } = data;
  const things = useThings(atlas);
  const hasMap = state.value !== 'none' && state.value !== 'failed';
  const isList = !isWall && (!hasMap || route.value.query.get('map') === 'list');
  const map = lent.value?.view ?? null;
  useShortcut('map', () => map?.map.getCanvas().focus());

  function locate(thing: Thing): void {
    setQuery({ map: null });
    if (thing.at !== null) map?.goTo(thing.at, prefersStill());
  }

  const unplaced = things.filter(({ at }) => at === null);
  const isInView = map !== null && moves.value >= 0 ? map.inView() : () => true;
  const outside = things.filter(
    ({ isUnacknowledged, at }) => isUnacknowledged && at !== null && !isInView(at),
  );
  const opened = things.find((thing) => isOpened(thing, openId));
  const chosen = area === null ? atlas.all : atlas.boundsOf(area);
  return (
    <section class={isWall ? 'map-panel wall' : 'map-panel'} aria-label={t('map')}>
      {hasMap && (
        <div class="map-behind" hidden={isList}>
          <MapStage
            data={data}
            spots={spotsOf(things)}
            area={area}
            openId={openId}
            isWall={isWall}
            scale={scale}
            lent={lent}
            state={state}
            onMove={() => (moves.value += 1)}
          />
        </div>
      )}
      {isList && (
        <div class="map-as-list">
          {!hasMap && (
            <p class="map-why dim" role="status">
              {t(state.value === 'none' ? 'noWebgl' : 'failed')}
            </p>
          )}
          <MapList things={things} openId={openId} onLocate={hasMap ? locate : null} />
        </div>
      )}
      {!isWall && (
        <div class="map-tools">
          {hasMap && <ViewSwitch isList={isList} />}
          {!isList && (
            <div class="map-buttons" role="group" aria-label={t('map')}>
              <Tool icon="plus" words={t('zoomIn')} onClick={() => map?.zoomBy(1)} />
              <Tool icon="minus" words={t('zoomOut')} onClick={() => map?.zoomBy(-1)} />
              <Tool
                icon="fit"
                words={t(area === null ? 'showAll' : 'showArea')}
                onClick={() => chosen !== null && map?.fit(chosen, prefersStill())}
              />
              {opened !== undefined && opened.at !== null && (
                <Tool icon="target" words={t('whereIsIt')} onClick={() => locate(opened)} />
              )}
            </div>
          )}
        </div>
      )}
      {!isList && (
        <div class="map-notes">
          {atlas.all === null && (
            <p>
              <strong>{t('noPlaces')}</strong> <span class="dim">{t('noPlacesNext')}</span>
            </p>
          )}
          {outside.length > 0 && !isWall && (
            <button type="button" onClick={() => atlas.all !== null && map?.fit(atlas.all, prefersStill())}>
              {t('outside', { n: outside.length })}
            </button>
          )}
          {unplaced.length > 0 && <Unplaced count={unplaced.length} isWall={isWall} />}
        </div>
      )}
    </section>
  );
}

function useThings(atlas: Atlas): readonly Thing[] {
  const paced = useMemo(
    () =>
      createPaced({
        urgent: () => undefined,
        eventual: () => [openAlerts.value, openIncidents.value],
        work: () => thingsOf(openAlerts.value, openIncidents.value, atlas),
        restMin_ms: thingsRest_ms,
      }),
    [atlas],
  );
  useEffect(() => paced.stop, [paced]);
  return paced.value.value;
}

function Unplaced({ count, isWall }: { count: number; isWall: boolean }) {
  const words = t('unplaced', { n: count });
  if (isWall) return <p>{words}</p>;
  return (
    <button type="button" onClick={() => setQuery({ map: 'list' })}>
      {words}
    </button>
  );
}

function ViewSwitch({ isList }: { isList: boolean }) {
  return (
    <div class="map-switch" role="group" aria-label={t('view')}>
      <button type="button" aria-pressed={!isList} onClick={() => setQuery({ map: null })}>
        {t('asMap')}
      </button>
      <button type="button" aria-pressed={isList} onClick={() => setQuery({ map: 'list' })}>
        {t('asList')}
      </button>
    </div>
  );
}

function Tool({ icon, words, onClick }: { icon: IconName; words: string; onClick: () => void }) {
  return (
    <button class="map-tool" type="button" title={words} aria-label={words} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
