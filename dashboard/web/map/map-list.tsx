import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { ForecastMark } from '../forecasts/forecast-mark.tsx';
import { clock } from '../live/live-store.ts';
import { language, say } from '../shell/language.ts';
import { t } from './phrases.ts';
import type { Thing } from './things.ts';

/** The same as on the map, in words: what the map shows, and what it cannot place. */
export function MapList({
  things,
  openId,
  onLocate,
}: {
  things: readonly Thing[];
  openId: string | null;
  /** Null where there is no map to show it on. */
  onLocate: ((thing: Thing) => void) | null;
}) {
  if (things.length === 0) return <EmptyState title={t('nothingOpen')}>{t('nothingOpenNext')}</EmptyState>;
  return (
    <ol class="map-list" aria-label={t('map')}>
      {things.map((thing) => (
        <li
          key={thing.id}
          class={isOpened(thing, openId) ? 'map-row opened' : 'map-row'}
          data-thing={thing.id}
        >
          <ThingLine thing={thing} />
          {thing.at === null ? (
            <span class="tag">{t('unplacedHere')}</span>
          ) : (
            onLocate !== null && (
              <button
                class="quiet map-locate"
                type="button"
                title={t('whereIsIt')}
                onClick={() => onLocate(thing)}
              >
                <Icon name="map" />
                <span class="visually-hidden">
                  {t('whereIsIt')} {say(thing.title)}
                </span>
              </button>
            )
          )}
        </li>
      ))}
    </ol>
  );
}

/** One thing: how bad, what, where, since when. */
export function ThingLine({ thing }: { thing: Thing }) {
  return (
    <>
      <SeverityMark severity={thing.severity} hollow={!thing.isUnacknowledged} />
      <a class="map-thing" href={thing.href}>
        <span class="map-thing-title">
          {say(thing.title)}
          {thing.alertIds.length > 1 && <span class="dim"> ×{thing.alertIds.length}</span>}
        </span>
        <span class="dim map-thing-place">{say(thing.place)}</span>
      </a>
      {thing.countdown !== null && <ForecastMark over={clock.value > thing.countdown.to} />}
      <span class="dim map-thing-age">{formatAge(clock.value - thing.since, language.value)}</span>
    </>
  );
}

export function isOpened(thing: Thing, openId: string | null): boolean {
  if (openId === null) return false;
  return thing.id === openId || thing.incidentId === openId || thing.alertIds.includes(openId);
}
