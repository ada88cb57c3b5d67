import { useEffect, useMemo } from 'preact/hooks';
import { AlertPanel } from '../alerts/alert-panel.tsx';
import { AlertList } from '../alerts/alert-list.tsx';
import { IncidentPanel } from '../alerts/incident-panel.tsx';
import { listWords } from '../alerts/list-phrases.ts';
import { ForecastStrip } from '../forecasts/forecast-strip.tsx';
import { openAlerts } from '../live/live-store.ts';
import { Icon } from '../parts/icon.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { severities } from '../../../domain/severity.ts';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { say } from '../shell/language.ts';
import type { PageProps } from '../shell/pages.ts';
import { route } from '../shell/router.ts';
import { AreaTree } from './area-tree.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { createDeskList, type DeskList } from './desk-list.ts';
import { isFiltering } from './desk-filters.ts';
import { FilterBar, HiddenNote } from './filter-bar.tsx';
import { DeskMap } from './desk-map.tsx';
import { t } from './phrases.ts';
import { useDeskLayout } from './use-desk-layout.ts';
import { usePlaces } from './places-store.ts';
import '../alerts/alerts.css';
import '../forecasts/forecasts.css';
import './desk.css';

/** What staff look at all day: where, what is open, what is to come; with one alert or incident opened beside it. */
export function DeskPage({ path: [id] }: PageProps) {
  usePlaces();
  const list = useMemo(createDeskList, []);
  useEffect(() => () => list.stop(), [list]);
  const [page] = route.value.path;
  const openAlertId = page === 'alerts' && id !== undefined ? id : null;
  const openIncidentId = page === 'incidents' && id !== undefined ? id : null;
  const hasPanel = openAlertId !== null || openIncidentId !== null;
  const layout = useDeskLayout(hasPanel);
  const { cover, showsMap } = layout;
  const filters = list.filters.value;
  const classes = [
    'desk',
    hasPanel && 'has-panel',
    showsMap && 'has-map',
    cover !== null && `shows-${cover}`,
  ];

  return (
    <main class={classes.filter(Boolean).join(' ')}>
      <AreaTree filters={filters} onChoose={layout.uncover} />
      {showsMap && (
        <DeskMap area={filters.area} openId={openAlertId ?? openIncidentId} onHide={layout.toggleMap} />
      )}
      {openAlertId !== null && <AlertPanel key={openAlertId} id={openAlertId} />}
      {openIncidentId !== null && <IncidentPanel key={openIncidentId} id={openIncidentId} />}
      <section class="list" aria-labelledby="alerts-heading">
        <header class="list-head">
          <h1 id="alerts-heading">{listWords('list')}</h1>
          <Count list={list} />
          <Waiting list={list} />
          <span class="spring" />
          <span class="dim keys">{listWords('keysHint')}</span>
          {!showsMap && !hasPanel && <ShowMap onPress={layout.toggleMap} />}
          <span class="only-narrow buttons">
            {(['tree', 'filters'] as const).map((name) => (
              <button
                key={name}
                type="button"
                aria-expanded={cover === name}
                onClick={() => layout.toggleCover(name)}
              >
                {t(name === 'tree' ? 'areas' : 'filterButton')}
              </button>
            ))}
          </span>
        </header>
        <FilterBar filters={filters} />
        <HiddenNote chosen={list.chosen.value} filters={filters} />
        <AlertList list={list} openAlertId={openAlertId} openIncidentId={openIncidentId} />
        <BulkBar list={list} />
      </section>
      <ForecastStrip />
    </main>
  );
}

/** While the map is hidden: its place, and its key. */
function ShowMap({ onPress }: { onPress: () => void }) {
  useShortcut('map', onPress);
  return (
    <button class="show-map" type="button" title={t('showMap')} onClick={onPress}>
      <Icon name="map" />
      <span>{t('map')}</span>
    </button>
  );
}

function Count({ list }: { list: DeskList }) {
  const total = openAlerts.value.length;
  const { shown } = list.chosen.value;
  const isAll = !isFiltering(list.filters.value) && shown.length === total;
  return (
    <span class="dim list-count">{isAll ? total : listWords('shownOf', { shown: shown.length, total })}</span>
  );
}

/** What came while the list was held still, and the worst of it. */
function Waiting({ list }: { list: DeskList }) {
  const { count, worst } = list.waiting.value;
  if (count === 0) return null;
  const severity = severities.find(({ level }) => level === worst);
  return (
    <button
      class="waiting"
      type="button"
      data-holds-list
      onMouseDown={(event) => event.preventDefault()}
      onFocusOut={() => list.selected.peek().size === 0 && list.release()}
      onClick={() => list.renew()}
    >
      {worst !== null && <SeverityMark severity={worst} />}
      {severity === undefined
        ? listWords('newWaiting', { n: count })
        : listWords('newWaitingWorst', { n: count, severity: say(severity.label) })}
      <Icon name="back" />
    </button>
  );
}
