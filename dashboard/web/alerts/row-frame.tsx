import type { ComponentChildren } from 'preact';
import type { Severity } from '../../../domain/severity.ts';
import { listWords } from './list-phrases.ts';

/** Where a row stands in the list, and what is the matter with it there. */
export interface RowPlace {
  /** Of the line in the list; an alert may be in two. */
  readonly lineKey: string;
  readonly index: number;
  /** From the list's top, px. */
  readonly topPx: number;
  readonly heightPx: number;
  /** 2: an alert below its incident. */
  readonly level: 1 | 2;
  /** One row of the list is in the tab order; the arrows move it. */
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  /** Its details are shown beside the list. */
  readonly isOpen: boolean;
}

export interface RowFrameProps extends RowPlace {
  readonly alertId?: string;
  readonly incidentId?: string;
  readonly isGone: boolean;
  /** The severity of what nobody acknowledged yet; null: nothing waits. */
  readonly waits: Severity | null;
  readonly isExpanded?: boolean;
  readonly mark: ComponentChildren;
  readonly what: ComponentChildren;
  readonly side: ComponentChildren;
  readonly action: ComponentChildren;
}

/** A row of the list, whatever it is about. Presses are taken by the list, for all of its rows. */
export function RowFrame(props: RowFrameProps) {
  const { lineKey, index, level, isOpen, isSelected, isExpanded, isGone, waits, alertId, incidentId } = props;
  const classes = [
    'row',
    level === 2 && 'is-below',
    waits !== null && `waits waits-${waits}`,
    isGone && 'gone',
    isOpen && 'is-open',
    isSelected && 'is-selected',
  ];
  return (
    <div
      class={classes.filter(Boolean).join(' ')}
      role="row"
      tabIndex={props.isCurrent ? 0 : -1}
      aria-rowindex={index + 1}
      aria-level={level}
      aria-selected={isSelected}
      aria-expanded={isExpanded}
      aria-current={isOpen ? 'true' : undefined}
      data-key={lineKey}
      data-testid={alertId === undefined ? 'incident-row' : 'alert-row'}
      data-alert-id={alertId}
      data-incident-id={alertId === undefined ? incidentId : undefined}
      style={{ transform: `translateY(${props.topPx}px)`, height: `${props.heightPx}px` }}
    >
      <span class="line-check" role="gridcell">
        <button
          class="check"
          type="button"
          role="checkbox"
          tabIndex={-1}
          aria-checked={isSelected}
          aria-label={listWords('select')}
          data-act="select"
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <rect x="1.5" y="1.5" width="13" height="13" rx="3" />
            {isSelected && <path d="M4.5 8.2l2.4 2.4 4.6-5" />}
          </svg>
        </button>
      </span>
      <span class="line-mark" role="gridcell">
        {props.mark}
      </span>
      <div class="line-what" role="gridcell">
        {props.what}
      </div>
      <div class="line-side" role="gridcell">
        {props.side}
      </div>
      <div class="line-action" role="gridcell">
        {props.action}
      </div>
    </div>
  );
}
