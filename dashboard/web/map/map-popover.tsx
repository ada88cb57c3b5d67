import { useEffect, useRef } from 'preact/hooks';
import type { Atlas } from './atlas.ts';
import { ThingLine } from './map-list.tsx';
import type { Pointed } from './map-view.ts';
import { t } from './phrases.ts';
import type { Spot } from './spots.ts';
import type { MapDevices } from '../../../domain/map.ts';
import { kinds } from '../../../domain/kinds.ts';
import { Icon } from '../parts/icon.tsx';
import { language, say } from '../shell/language.ts';
import { devicePath } from '../shell/router.ts';

/** What is told, and where on the map, px; pinned: it stays until it is closed, and its links can be reached. */
export interface Popover {
  readonly what: Pointed;
  readonly at: { readonly x: number; readonly y: number };
  readonly isPinned: boolean;
}

const width_px = 320;

/** What lies under the pointer, or what was clicked where there is more than one thing. */
export function MapPopover({
  popover,
  spots,
  atlas,
  devices,
  size,
  onClose,
}: {
  popover: Popover;
  spots: readonly Spot[];
  atlas: Atlas;
  devices: MapDevices;
  /** Of the map, px. */
  size: { readonly width: number; readonly height: number };
  onClose: () => void;
}) {
  const { what, at, isPinned } = popover;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isPinned) box.current?.querySelector<HTMLElement>('a, button')?.focus();
  }, [isPinned, what]);
  const left = Math.max(8, Math.min(at.x + 18, size.width - width_px - 8));
  const isLow = at.y > size.height / 2;
  const vertical = isLow ? { bottom: `${size.height - at.y + 14}px` } : { top: `${at.y + 18}px` };
  const content = what.type === 'spot' ? spotContent(what.id, spots) : siteContent(what.id, atlas, devices);
  if (content === null) return null;
  return (
    <div
      ref={box}
      class={isPinned ? 'map-popover pinned' : 'map-popover'}
      style={{ left: `${left}px`, ...vertical }}
      role={isPinned ? 'dialog' : 'status'}
      aria-label={content.title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="map-popover-head">
        <strong>{content.title}</strong>
        {isPinned && (
          <button class="quiet map-popover-close" type="button" title={t('close')} onClick={onClose}>
            <Icon name="close" />
            <span class="visually-hidden">{t('close')}</span>
          </button>
        )}
      </div>
      {content.body}
    </div>
  );
}

function spotContent(id: string, spots: readonly Spot[]) {
  const spot = spots.find((each) => each.id === id);
  if (spot === undefined) return null;
  return {
    title: t('thingsHere', { n: spot.things.length }),
    body: (
      <ul class="map-popover-things">
        {spot.things.map((thing) => (
          <li key={thing.id} class="map-row">
            <ThingLine thing={thing} />
          </li>
        ))}
      </ul>
    ),
  };
}

function siteContent(id: string, atlas: Atlas, { spots, states, kinds: names }: MapDevices) {
  const site = atlas.site(id);
  const here = spots.find(([siteId]) => siteId === id)?.[3] ?? [];
  if (site === undefined) return null;
  const unknown = here.filter(([, , state]) => states[state] === 'unknown').length;
  return {
    title: language.value === 'zh' ? site.nameZh : site.nameEn,
    body: (
      <>
        <p class="dim">
          {t('devicesHere', { n: here.length })}
          {unknown > 0 && ` · ${t('unknownHere', { n: unknown })}`}
        </p>
        <ul class="map-popover-devices">
          {here.slice(0, 8).map(([deviceId, kind]) => (
            <li key={deviceId}>
              <a href={devicePath(deviceId)}>{deviceId}</a> <span class="dim">{kindWords(names[kind])}</span>
            </li>
          ))}
        </ul>
        {here.length > 8 && <a href={`/devices?site=${encodeURIComponent(id)}`}>+{here.length - 8}</a>}
      </>
    ),
  };
}

function kindWords(kind: keyof typeof kinds | undefined): string {
  return kind === undefined ? '' : say(kinds[kind].label);
}
