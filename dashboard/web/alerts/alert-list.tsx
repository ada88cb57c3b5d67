import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Severity } from '../../../domain/severity.ts';
import type { DeskList } from '../desk/desk-list.ts';
import { isFiltering } from '../desk/desk-filters.ts';
import { isFilled } from '../live/live-store.ts';
import { language } from '../shell/language.ts';
import { go, withFilters } from '../shell/router.ts';
import { allFaults } from './alert-actions.tsx';
import type { ListItem } from './alert-order.ts';
import { AlertRow } from './alert-row.tsx';
import { IncidentRow } from './incident-row.tsx';
import { listWords } from './list-phrases.ts';
import { pathOf, useListKeys } from './use-list-keys.ts';
import { useListHand } from './use-list-hand.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import './alert-list.css';

/** A row's height in a list of some width, rem: two lines, or three where it is narrow; and a further line. */
const lineHeights = { wide: 3.5, dense: 3.7, tall: 6.9 } as const;
const furtherLine_rem = 1.45;
/** The list is laid out by its own width, px: it may stand beside a map or alone. */
const wideFromPx = 980;
/** English words are longer. */
const tallBelowPx = { zh: 440, en: 520 } as const;

type Layout = keyof typeof lineHeights;

export interface AlertListProps {
  readonly list: DeskList;
  /** The alert or incident whose details are shown. */
  readonly openAlertId: string | null;
  readonly openIncidentId: string | null;
}

/** The rows of the open alerts and incidents: as many as there are, drawn as far as they are seen. */
export function AlertList({ list, openAlertId, openIncidentId }: AlertListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const focusNext = useRef<string | null>(null);
  const size = useSignal<{ layout: Layout; remPx: number }>({ layout: 'dense', remPx: 16 });
  const items = list.items.value;
  const current = list.current.value;
  const selected = list.selected.value;
  const faults = allFaults();
  const { layout, remPx } = size.value;
  const inLanguage = language.value;

  const keyOf = useCallback((index: number) => items[index]?.key ?? '', [items]);
  const heightOf = useCallback(
    (index: number) => Math.round(heightOfItem(items[index], layout, faults) * remPx),
    [items, layout, remPx, faults],
  );
  const currentIndex = useMemo(() => items.findIndex(({ key }) => key === current), [items, current]);
  const virtual = useVirtualRows({ scroller, count: items.length, keyOf, heightOf, keptIndex: currentIndex });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const width = element.clientWidth;
      const layout = width >= wideFromPx ? 'wide' : width < tallBelowPx[inLanguage] ? 'tall' : 'dense';
      const remPx = parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (size.peek().layout !== layout || size.peek().remPx !== remPx) size.value = { layout, remPx };
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [inLanguage]);

  // A row that was far away is there only after it was drawn.
  useLayoutEffect(() => {
    if (focusNext.current === null) return;
    const row = [...(grid.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].find(
      (each) => each.dataset['key'] === focusNext.current,
    );
    if (row === undefined) return;
    focusNext.current = null;
    row.focus({ preventScroll: true });
  });

  function focus(index: number): void {
    const key = items[index]?.key ?? list.items.peek()[index]?.key;
    if (key === undefined) return;
    list.hold();
    virtual.reveal(index);
    focusNext.current = key;
    if (list.current.peek() === key) {
      focusNext.current = null;
      grid.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus({ preventScroll: true });
    } else {
      list.current.value = key;
    }
  }

  // Whoever asked for what waits wants to see the worst of it.
  const renewals = list.renewals.value;
  useEffect(() => {
    if (renewals > 0) focus(0);
  }, [renewals]);

  const press = useListKeys({ list, grid, focus });
  const hand = useListHand(list, grid);

  function click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>('[data-key]') ?? null;
    const key = row?.dataset['key'];
    const item = items.find((each) => each.key === key);
    if (target === null || row === null || item === undefined) return;
    const pressed = target.closest<HTMLElement>('[data-act]')?.dataset['act'];
    if (pressed === 'select' || event.shiftKey) {
      event.preventDefault();
      getSelection()?.removeAllRanges();
      list.select(item.key, event.shiftKey);
      row.focus({ preventScroll: true });
    } else if (pressed === 'expand' && item.type === 'incident') {
      list.toggleExpanded(item.incident.id);
      row.focus({ preventScroll: true });
    } else if (target.closest('a, button') === null) {
      go(withFilters(pathOf(item)));
    }
  }

  if (items.length === 0) {
    return (
      <div class="list-scroll" ref={scroller}>
        {isFilled.value && <Nothing isFiltered={isFiltering(list.filters.value)} />}
      </div>
    );
  }
  return (
    <div class={`list-scroll is-${layout}`} ref={scroller}>
      <div
        class="rows"
        ref={grid}
        role="treegrid"
        aria-labelledby="alerts-heading"
        aria-rowcount={items.length}
        aria-multiselectable="true"
        style={{ height: `${virtual.totalPx}px` }}
        onKeyDown={press}
        onClick={click}
        {...hand}
      >
        {virtual.rows.map(({ index, start, size: heightPx }) => {
          const item = items[index];
          if (item === undefined) return null;
          const place = {
            lineKey: item.key,
            index,
            topPx: start,
            heightPx,
            isCurrent: item.key === current,
            isSelected: selected.has(item.key),
          };
          if (item.type === 'alert') {
            const isOpen = item.alert.id === openAlertId;
            return (
              <AlertRow key={item.key} {...place} isOpen={isOpen} level={item.level} alert={item.alert} />
            );
          }
          return (
            <IncidentRow
              key={item.key}
              {...place}
              {...summary(item.alerts)}
              level={1}
              isOpen={item.incident.id === openIncidentId}
              incident={item.incident}
              isExpanded={item.isExpanded}
            />
          );
        })}
      </div>
    </div>
  );
}

function heightOfItem(
  item: ListItem | undefined,
  layout: Layout,
  faults: ReadonlyMap<string, unknown>,
): number {
  const base = lineHeights[layout];
  if (item?.type !== 'alert') return base;
  const { id, forecast, counterpartId } = item.alert;
  const further = Number(forecast !== null || counterpartId !== null) + Number(faults.has(id));
  return base + further * furtherLine_rem;
}

/** Of an incident's alerts that are shown; those that ended meanwhile do not count. */
function summary(alerts: Extract<ListItem, { type: 'incident' }>['alerts']) {
  let [alertCount, unacknowledged] = [0, 0];
  let worst: Severity = 4;
  for (const { closedAt, operator, displayedSeverity } of alerts) {
    if (displayedSeverity < worst) worst = displayedSeverity;
    if (closedAt !== null) continue;
    alertCount += 1;
    if (operator === 'unacknowledged') unacknowledged += 1;
  }
  return { alertCount, unacknowledged, worst, isGone: alertCount === 0 };
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div class="empty">
      <p class="empty-head">{listWords(isFiltered ? 'nothingMatches' : 'quiet')}</p>
      {!isFiltered && <p class="dim">{listWords('quietDetail')}</p>}
    </div>
  );
}
