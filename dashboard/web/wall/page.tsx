import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isFilled } from '../live/live-store.ts';
import { MapPanel } from '../map/map-panel.tsx';
import type { PageProps } from '../shell/pages.ts';
import { reloadAfterDeployment } from './fresh-page.ts';
import { keepAwake } from './keep-awake.ts';
import { t } from './phrases.ts';
import { WallCounts, WallOldest } from './wall-counts.tsx';
import { WallForecasts } from './wall-forecasts.tsx';
import { Stale, WallHead } from './wall-head.tsx';
import { WallList } from './wall-list.tsx';
import './wall.css';

/** Height of the picture for which the map's marks and names are told in pixels. */
const designHeight_px = 1_080;
const mapScale = 2.5;

/**
 * For a video wall seen from 5 m: nothing to press, nothing that names a person. It goes on by itself: it stays
 * awake and takes up new versions of the page.
 */
export function WallPage(props: PageProps) {
  return props.path[0] === 'map' ? <MapAlone {...props} /> : <Wall {...props} />;
}

/** `/wall/map`: nothing but the desk's map, for a second screen beside it. */
function MapAlone({ query }: PageProps) {
  return (
    <main class="wall-alone">
      <Stale />
      <div class="wall-map">
        <MapPanel area={query.get('area')} openId={query.get('open')} />
      </div>
    </main>
  );
}

function Wall({ query }: PageProps) {
  useEffect(() => keepAwake(), []);
  useEffect(() => reloadAfterDeployment(), []);
  const scale = useWallScale();
  return (
    <main class="wall">
      <WallHead />
      <div class="wall-body">
        <div class="wall-left">
          <WallCounts />
          <WallOldest />
          {isFilled.value && <WallList />}
        </div>
        <div class="wall-right">
          <section class="wall-map" aria-label={t('map')}>
            <MapPanel area={query.get('area')} openId={null} isWall scale={scale} />
          </section>
          <WallForecasts />
        </div>
      </div>
    </main>
  );
}

/** How much larger than on a desk the map's marks are: they grow with the picture, as everything here does. */
function useWallScale(): number {
  const height_px = useSignal(innerHeight);
  useEffect(() => {
    const measure = (): void => void (height_px.value = innerHeight);
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  return (height_px.value / designHeight_px) * mapScale;
}
