import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MapPanelProps } from '../map/map-panel.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { t as common } from '../shell/language.ts';
import { t } from './phrases.ts';

export interface DeskMapProps extends Pick<MapPanelProps, 'area' | 'openId'> {
  readonly onHide: () => void;
}

/** The map on the desk. Its code is loaded when it is first shown: the list must not wait for it. */
export function DeskMap({ area, openId, onHide }: DeskMapProps) {
  const loaded = useSignal<{ readonly Panel: ComponentType<MapPanelProps> } | null>(null);
  const hasFailed = useSignal(false);
  const attempt = useSignal(0);
  useEffect(() => {
    let isCurrent = true;
    hasFailed.value = false;
    import('../map/map-panel.tsx').then(
      ({ MapPanel }) => {
        if (isCurrent) loaded.value = { Panel: MapPanel };
      },
      () => {
        if (isCurrent) hasFailed.value = true;
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt.value]);
  return (
    <div class="desk-map" data-testid="desk-map">
      {loaded.value !== null ? (
        <loaded.value.Panel area={area} openId={openId} />
      ) : hasFailed.value ? (
        <EmptyState title={common('pageFailed')}>
          <button type="button" onClick={() => (attempt.value += 1)}>
            {common('tryAgain')}
          </button>
        </EmptyState>
      ) : (
        <p class="dim loading desk-map-note">{common('loading')}</p>
      )}
      <button class="desk-map-hide icon-button" type="button" title={t('hideMap')} onClick={onHide}>
        <Icon name="close" />
        <span class="visually-hidden">{t('hideMap')}</span>
      </button>
    </div>
  );
}
