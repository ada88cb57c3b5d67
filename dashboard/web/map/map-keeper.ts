import type { MapLook } from './map-style.ts';
import type { MapListener, MapView } from './map-view.ts';

/** The one map of the page, with whoever shows it now. */
interface KeptMap {
  readonly element: HTMLElement;
  readonly view: MapView;
  listener: MapListener | null;
  isReady: boolean;
}

let kept: KeptMap | null = null;

export interface LentMap {
  readonly view: MapView;
  /** Whether it is drawn already; else its listener is told. */
  readonly isReady: boolean;
  /** Gives it back: it leaves the document and waits for the next one. */
  release(): void;
}

/**
 * Lends the map to a component that shows it. A page has one: making it takes long, and browsers drop the oldest
 * of many graphics contexts. Rejects where there is no WebGL, or when its code cannot be loaded.
 */
export async function lendMap(look: (host: HTMLElement) => MapLook, listener: MapListener): Promise<LentMap> {
  kept ??= await makeMap(look);
  const mine = kept;
  mine.listener = listener;
  return {
    view: mine.view,
    isReady: mine.isReady,
    release() {
      if (mine.listener !== listener) return;
      mine.listener = null;
      mine.element.remove();
    },
  };
}

async function makeMap(look: (host: HTMLElement) => MapLook): Promise<KeptMap> {
  const { createMapView } = await import('./map-view.ts');
  // Somebody else was quicker while the code was on its way.
  if (kept !== null) return kept;
  const element = document.createElement('div');
  element.className = 'map-canvas';
  const own: { map: KeptMap | null } = { map: null };
  const view = createMapView(element, look(document.body), {
    pointed: (what, at) => own.map?.listener?.pointed(what, at),
    picked: (what, at) => own.map?.listener?.picked(what, at),
    moved: () => own.map?.listener?.moved(),
    changed(state) {
      if (own.map !== null) own.map.isReady = state === 'ready';
      own.map?.listener?.changed(state);
    },
  });
  // Through this element tests and the browser's console find the map.
  Object.assign(element, { map: view.map, marksInView: () => view.marksInView() });
  own.map = { element, view, listener: null, isReady: false };
  return own.map;
}

/** Hangs the lent map into the document. */
export function hangMap(host: HTMLElement): void {
  if (kept !== null) host.append(kept.element);
}
