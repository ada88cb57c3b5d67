import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import {
  listRows,
  orderRows,
  toItems,
  type ListItem,
  type ListRow,
  type WaitingRows,
} from '../alerts/alert-order.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { openAlerts, openIncidents } from '../live/live-store.ts';
import { route } from '../shell/router.ts';
import { me } from '../shell/session.ts';
import { chooseAlerts, readFilters, type ChosenAlerts, type DeskFilters } from './desk-filters.ts';
import { createPaced } from '../parts/paced.ts';
import { areaIndex, seats } from './places-store.ts';

/** The list of the desk apart from how it looks: what is in it, in which order, what is selected, what waits. */
export interface DeskList {
  readonly filters: ReadonlySignal<DeskFilters>;
  readonly chosen: ReadonlySignal<ChosenAlerts>;
  readonly items: ReadonlySignal<readonly ListItem[]>;
  readonly waiting: ReadonlySignal<WaitingRows>;
  /** The key of the line that has the tab stop; null while there is none. */
  readonly current: Signal<string | null>;
  /** Keys of selected lines. */
  readonly selected: Signal<ReadonlySet<string>>;
  readonly isHeld: ReadonlySignal<boolean>;
  /** Lets nothing move from now on. */
  hold(): void;
  /** Lets everything go where it belongs. */
  release(): void;
  /** Takes in what waits, and holds the new order where the former one was held; the tab stop is at the top. */
  renew(): void;
  /** Grows with each `renew`, for whoever has to show the top. */
  readonly renewals: ReadonlySignal<number>;
  toggleExpanded(incidentId: string): void;
  /** Selects a line or not any more; with `range`, everything between it and the one before. */
  select(key: string, range?: boolean): void;
  clearSelection(): void;
  stop(): void;
}

interface Ordered {
  readonly chosen: ChosenAlerts;
  readonly rows: readonly ListRow[];
  readonly byId: ReadonlyMap<string, AlertWithPlace>;
}

export function createDeskList(): DeskList {
  // Where the page is changes more often than what is asked of the list.
  const search = computed(() => route.value.query.toString());
  const filters = computed(() => readFilters(new URLSearchParams(search.value)));
  const held = signal<readonly ListRow[] | null>(null);
  const expanded = signal<ReadonlySet<string>>(new Set());
  const selected = signal<ReadonlySet<string>>(new Set());
  const current = signal<string | null>(null);
  const renewals = signal(0);
  let anchor: string | null = null;

  const ordered = createPaced<Ordered>({
    urgent: () => [filters.value, areaIndex.value, seats.value],
    eventual: () => [openAlerts.value, openIncidents.value],
    work() {
      const alerts = openAlerts.value;
      const username = me.value?.username ?? null;
      const context = { areas: areaIndex.value, seats: seats.value, username };
      const chosen = chooseAlerts(alerts, filters.value, context);
      const rows = orderRows(chosen.shown, openIncidents.value);
      return { chosen, rows, byId: new Map(alerts.map((alert) => [alert.id, alert])) };
    },
  });
  const listed = computed(() => {
    const { rows, byId } = ordered.value.value;
    return listRows(rows, held.value, (id) => byId.get(id));
  });
  const items = computed(() => toItems(listed.value.rows, expanded.value));

  // Other filters are another list: what was held and selected in the former one is over.
  let filtersBefore = JSON.stringify(filters.peek());
  const stopFilters = effect(() => {
    const now = JSON.stringify(filters.value);
    if (now === filtersBefore) return;
    filtersBefore = now;
    held.value = null;
    selected.value = new Set();
  });
  // The line in the tab order must exist.
  const stopCurrent = effect(() => {
    const lines = items.value;
    if (!lines.some(({ key }) => key === current.value)) current.value = lines[0]?.key ?? null;
  });

  return {
    filters,
    chosen: computed(() => ordered.value.value.chosen),
    items,
    waiting: computed(() => listed.value.waiting),
    current,
    selected,
    isHeld: computed(() => held.value !== null),
    hold() {
      held.value ??= listed.peek().rows;
    },
    release() {
      held.value = null;
    },
    renew() {
      held.value = null;
      if (selected.peek().size > 0) held.value = listed.peek().rows;
      current.value = items.peek()[0]?.key ?? null;
      renewals.value += 1;
    },
    renewals,
    toggleExpanded(incidentId) {
      const next = new Set(expanded.value);
      if (!next.delete(incidentId)) next.add(incidentId);
      expanded.value = next;
    },
    select(key, range = false) {
      const keys = items.peek().map((item) => item.key);
      const next = new Set(selected.peek());
      const from = anchor === null ? -1 : keys.indexOf(anchor);
      const to = keys.indexOf(key);
      if (range && from !== -1) {
        for (const each of keys.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each);
      } else if (!next.delete(key)) {
        next.add(key);
      }
      anchor = key;
      held.value ??= listed.peek().rows;
      selected.value = next;
    },
    clearSelection() {
      selected.value = new Set();
    },
    stop() {
      ordered.stop();
      stopFilters();
      stopCurrent();
    },
  };
}
