import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';

/** Rows drawn beyond the edges of the view, so that a slow scroll shows no gap. */
const overscan = 6;

export interface VirtualRowsOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly keyOf: (index: number) => string;
  /** The height of a row, px. */
  readonly heightOf: (index: number) => number;
  /** Drawn wherever it is, for it may have the focus; −1: none. */
  readonly keptIndex: number;
}

export interface VirtualRows {
  readonly rows: readonly VirtualItem[];
  /** Of all rows together, px. */
  readonly totalPx: number;
  /** Scrolls just as far as it takes to see the row. */
  readonly reveal: (index: number) => void;
}

/** Which of many rows are drawn. `keyOf` and `heightOf` have to be new functions when what they tell changes. */
export function useVirtualRows({
  scroller,
  count,
  keyOf,
  heightOf,
  keptIndex,
}: VirtualRowsOptions): VirtualRows {
  const [, redraw] = useReducer<number, void>((n) => n + 1, 0);
  // A new function tells the virtualiser to forget what it knew of the heights.
  const getItemKey = useMemo(() => (index: number) => keyOf(index), [keyOf, heightOf]);
  const options = {
    count,
    overscan,
    getItemKey,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const indexes = defaultRangeExtractor(range);
      if (keptIndex < 0 || keptIndex >= count || indexes.includes(keptIndex)) return indexes;
      return keptIndex < (indexes[0] ?? 0) ? [keptIndex, ...indexes] : [...indexes, keptIndex];
    },
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(),
  };
  const made = useRef<Virtualizer<HTMLElement, HTMLElement> | null>(null);
  made.current ??= new Virtualizer<HTMLElement, HTMLElement>(options);
  const virtualizer = made.current;
  virtualizer.setOptions(options);
  // What adapters are to call has such names there.
  /* oxlint-disable no-underscore-dangle */
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  /* oxlint-enable no-underscore-dangle */
  return {
    rows: virtualizer.getVirtualItems(),
    totalPx: virtualizer.getTotalSize(),
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
