import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { readStored, writeStored } from '../shell/stored.ts';

/** One column, the rest behind buttons; what is opened beside the map, and not in its place. As in `desk.css`. */
const narrow = '(width <= 1000px)';
const vast = '(width >= 2300px)';

const key = 'desk.map';

/** What covers the list on a narrow screen. */
export type Cover = 'tree' | 'map' | 'filters';

export interface DeskLayout {
  readonly showsMap: boolean;
  readonly cover: Cover | null;
  /** Shows the map or hides it; remembered where there is room for both. */
  readonly toggleMap: () => void;
  readonly toggleCover: (cover: Cover) => void;
  readonly uncover: () => void;
}

/** Which parts of the desk there is room for. */
export function useDeskLayout(hasPanel: boolean): DeskLayout {
  const isNarrow = useMedia(narrow);
  const isVast = useMedia(vast);
  const wantsMap = useSignal(readStored(key) !== 'off');
  const cover = useSignal<Cover | null>(null);
  function toggleCover(name: Cover): void {
    cover.value = cover.value === name ? null : name;
  }
  return {
    showsMap: isNarrow ? cover.value === 'map' && !hasPanel : wantsMap.value && (!hasPanel || isVast),
    cover: isNarrow ? cover.value : null,
    toggleMap() {
      if (isNarrow) return toggleCover('map');
      wantsMap.value = !wantsMap.value;
      writeStored(key, wantsMap.value ? 'on' : 'off');
      return undefined;
    },
    toggleCover,
    uncover() {
      cover.value = null;
    },
  };
}

function useMedia(query: string): boolean {
  const matches = useSignal(matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const look = (): void => {
      matches.value = media.matches;
    };
    media.addEventListener('change', look);
    look();
    return () => media.removeEventListener('change', look);
  }, [query]);
  return matches.value;
}
