import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AlertWithPlace } from '../../live-protocol.ts';
import type { DeskList } from '../desk/desk-list.ts';
import { openAlerts } from '../live/live-store.ts';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { alertPath, go, incidentPath, route, withFilters } from '../shell/router.ts';
import { mayAct } from '../shell/session.ts';
import { act, allowedActions } from './alert-actions.tsx';
import type { ListItem } from './alert-order.ts';

/** Lines that Page up and Page down move by. */
const pageLines = 10;

export interface ListKeysOptions {
  readonly list: DeskList;
  readonly grid: RefObject<HTMLElement | null>;
  /** Puts the focus on a line and scrolls to it. */
  readonly focus: (index: number) => void;
}

/** The list by keyboard: single keys from anywhere on the desk, the others while one of its rows has the focus. */
export function useListKeys({ list, grid, focus }: ListKeysOptions): (event: KeyboardEvent) => void {
  const hasFocus = (): boolean => grid.current?.contains(document.activeElement) === true;

  function currentIndex(): number {
    const key = list.current.peek();
    return list.items.peek().findIndex((item) => item.key === key);
  }

  /** From elsewhere, the first press goes to where the list was left. */
  function move(step: number): void {
    const count = list.items.peek().length;
    if (count === 0) return;
    const from = Math.max(0, currentIndex());
    focus(hasFocus() ? Math.min(count - 1, Math.max(0, from + step)) : from);
  }

  /** The line that has the focus; single keys must not act on one that nobody looks at. */
  function focused(): ListItem | undefined {
    return hasFocus() ? list.items.peek()[currentIndex()] : undefined;
  }

  /** The row that has the focus, or else the alert whose details are in front. */
  function acknowledge(): void {
    const item = focused();
    const alert = hasFocus() ? (item?.type === 'alert' ? item.alert : undefined) : openedAlert();
    if (alert === undefined || !mayAct()) return;
    if (allowedActions(alert).includes('acknowledge')) void act(alert, 'acknowledge');
  }

  function open(): void {
    const item = focused();
    if (item !== undefined) go(withFilters(pathOf(item)));
  }

  function setExpanded(isExpanded: boolean): void {
    const item = focused();
    if (item?.type === 'incident' && item.isExpanded !== isExpanded) list.toggleExpanded(item.incident.id);
    if (item?.type !== 'alert' || item.level !== 2 || isExpanded) return;
    const parent = list.items.peek().findIndex(({ key }) => item.key.startsWith(`${key}/`));
    if (parent !== -1) focus(parent);
  }

  useShortcut('nextAlert', () => move(1));
  useShortcut('previousAlert', () => move(-1));
  useShortcut('acknowledge', acknowledge);
  useShortcut('open', open);
  useShortcut('list', () => move(0));
  useShortcut('mark', (event) => {
    const item = focused();
    if (item !== undefined) list.select(item.key, event.shiftKey);
  });

  // What no element has a use for moves the list, and leads back.
  useEffect(() => {
    function pressAnywhere(event: KeyboardEvent): void {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (event.key === 'Escape') {
        if (event.target instanceof Element && event.target.closest('input, select, textarea') !== null)
          return;
        back();
      } else if (document.activeElement === document.body) {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      }
    }
    /** One thing at a time: the selection, what is open, the hand on the list. */
    function back(): void {
      if (list.selected.peek().size > 0) list.clearSelection();
      else if (route.peek().path.length > 0) go(withFilters('/'));
      else if (hasFocus() && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    }
    addEventListener('keydown', pressAnywhere);
    return () => removeEventListener('keydown', pressAnywhere);
  }, [list]);

  return function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const count = list.items.peek().length;
    const isRow = event.target instanceof Element && event.target.matches('[role=row]');
    const act: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      PageDown: () => move(pageLines),
      PageUp: () => move(-pageLines),
      Home: () => focus(0),
      End: () => focus(count - 1),
      ArrowRight: () => setExpanded(true),
      ArrowLeft: () => setExpanded(false),
      ...(isRow && {
        Enter: open,
        ' ': () => {
          const item = focused();
          if (item !== undefined) list.select(item.key, event.shiftKey);
        },
      }),
    };
    const chosen = act[event.key];
    if (chosen === undefined) return;
    event.preventDefault();
    chosen();
  };
}

/** Where a line leads. */
export function pathOf(item: ListItem): string {
  return item.type === 'alert' ? alertPath(item.alert.id) : incidentPath(item.incident.id);
}

function openedAlert(): AlertWithPlace | undefined {
  const [page, id] = route.peek().path;
  return page === 'alerts' ? openAlerts.peek().find((alert) => alert.id === id) : undefined;
}
