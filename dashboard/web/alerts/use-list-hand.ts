import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { DeskList } from '../desk/desk-list.ts';

/** A pointer that rests longer has let go of the list. */
const pointerHold_ms = 8_000;

/**
 * Holds the list still while somebody has a hand on it: the focus on a row, the pointer over it lately, or rows
 * selected. Gives the handlers of the element that the rows are in.
 */
export function useListHand(list: DeskList, grid: RefObject<HTMLElement | null>) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // With the last selected row the hand is off, unless it is there otherwise.
  useEffect(
    () =>
      list.selected.subscribe((selected) => {
        if (selected.size === 0 && timer.current === undefined) letGo();
      }),
    [list],
  );

  function hasFocus(): boolean {
    return grid.current?.contains(document.activeElement) === true;
  }

  function letGo(): void {
    if (!hasFocus() && list.selected.peek().size === 0) list.release();
  }

  function pointerGone(): void {
    clearTimeout(timer.current);
    timer.current = undefined;
    letGo();
  }

  return {
    onFocusIn(event: FocusEvent): void {
      list.hold();
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
      const key = row?.dataset['key'];
      if (key !== undefined) list.current.value = key;
    },
    onFocusOut(event: FocusEvent): void {
      const next = event.relatedTarget;
      // What waits is asked for by a button outside of the rows; it must not vanish under the finger.
      const isInside =
        next instanceof Element &&
        (grid.current?.contains(next) === true || next.closest('[data-holds-list]') !== null);
      if (!isInside && timer.current === undefined && list.selected.peek().size === 0) list.release();
    },
    onPointerMove(event: PointerEvent): void {
      if (event.pointerType !== 'mouse') return;
      list.hold();
      clearTimeout(timer.current);
      timer.current = setTimeout(pointerGone, pointerHold_ms);
    },
    onPointerLeave: pointerGone,
  };
}
