import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { act, allowedActions } from './alert-actions.tsx';
import { listAlerts } from './alert-order.ts';
import { AlertRow } from './alert-row.tsx';
import { ForecastStrip } from './forecast-strip.tsx';
import { t } from './language.ts';
import { isFilled, openAlerts } from './live-store.ts';
import { alertPath, go, route } from './router.ts';
import { mayAct } from './session.ts';
import type { AlertWithPlace } from '../live-protocol.ts';

/** Rows drawn at once; a storm of thousands must not stop the browser. The worst are on top. */
const rowsStep = 60;
/** A pointer that rests longer has let go of the list. */
const pointerHoldMs = 8_000;

/** The open alerts, worst first. Its order holds still while someone has a hand on it. */
export function AlertList({ openId }: { openId: string | null }) {
  const held = useSignal<readonly AlertWithPlace[] | null>(null);
  const current = useSignal<string | null>(null);
  const rowsMax = useSignal(rowsStep);
  const list = useRef<HTMLOListElement>(null);
  const pointerTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const listed = useComputed(() => listAlerts(openAlerts.value, held.value));

  function hold(): void {
    held.value ??= listed.peek().rows;
  }

  function hasFocus(): boolean {
    return list.current?.contains(document.activeElement) === true;
  }

  function release(): void {
    clearTimeout(pointerTimer.current);
    held.value = null;
  }

  function holdForPointer(): void {
    hold();
    clearTimeout(pointerTimer.current);
    pointerTimer.current = setTimeout(() => {
      if (!hasFocus()) release();
    }, pointerHoldMs);
  }

  useEffect(() => () => clearTimeout(pointerTimer.current), []);
  // The row in the tab order must exist.
  useSignalEffect(() => {
    const { rows } = listed.value;
    if (!rows.some((alert) => alert.id === current.value)) current.value = rows[0]?.id ?? null;
  });

  function select(step: number, from: Element | null): void {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-alert-id]') ?? [])];
    const at = rows.findIndex((row) => row === from);
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    current.value = next.dataset['alertId'] ?? null;
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, select, textarea') !== null) return;
    const row = event.target instanceof Element ? event.target.closest('[data-alert-id]') : null;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      select(event.key === 'ArrowDown' ? 1 : -1, row);
    } else if (row !== null && event.key.toLowerCase() === 'a') {
      acknowledge(row.getAttribute('data-alert-id'));
    } else if (row !== null && event.key === 'Enter' && event.target === row) {
      go(alertPath(row.getAttribute('data-alert-id') ?? ''));
    } else if (event.key === 'Escape' && row instanceof HTMLElement) {
      row.blur();
      release();
    } else {
      return;
    }
    event.preventDefault();
  }

  function acknowledge(id: string | null): void {
    const alert = listed.peek().rows.find((each) => each.id === id);
    if (alert !== undefined && mayAct() && allowedActions(alert).includes('acknowledge')) {
      void act(alert, 'acknowledge');
    }
  }

  // The arrows reach the list from anywhere on the page that has no use for them.
  useEffect(() => {
    function pressAnywhere(event: KeyboardEvent): void {
      const free = document.activeElement === document.body && route.value.page === 'alerts';
      if (free && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) press(event);
    }
    addEventListener('keydown', pressAnywhere);
    return () => removeEventListener('keydown', pressAnywhere);
  }, []);

  const { rows, waiting } = listed.value;
  const more = Math.min(rowsStep, rows.length - rowsMax.value);
  return (
    <section class="alerts" aria-labelledby="alerts-heading">
      <div class="section-head">
        <h1 id="alerts-heading">
          {t('openAlerts')} <span class="dim">{openAlerts.value.length}</span>
        </h1>
        {waiting > 0 && (
          <button class="waiting" type="button" onClick={release}>
            {t('waiting', { n: waiting })}
          </button>
        )}
        <span class="spring" />
        <span class="dim keys">{t('keys')}</span>
      </div>
      <ForecastStrip />
      {rows.length === 0 && isFilled.value && <Quiet />}
      <ol
        class="rows"
        ref={list}
        onKeyDown={press}
        onFocusIn={(event) => {
          hold();
          const row = event.target instanceof Element ? event.target.closest('[data-alert-id]') : null;
          if (row !== null) current.value = row.getAttribute('data-alert-id');
        }}
        onFocusOut={(event) => {
          const next = event.relatedTarget;
          if (!(next instanceof Node) || list.current?.contains(next) !== true) release();
        }}
        onPointerMove={(event) => event.pointerType === 'mouse' && holdForPointer()}
        onPointerLeave={() => hasFocus() || release()}
      >
        {rows.slice(0, rowsMax.value).map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            isOpen={alert.id === openId}
            isCurrent={alert.id === current.value}
          />
        ))}
      </ol>
      {more > 0 && (
        <button type="button" class="more" onClick={() => (rowsMax.value += rowsStep)}>
          {t('showMore', { n: more, total: rows.length })}
        </button>
      )}
    </section>
  );
}

function Quiet() {
  return (
    <div class="empty">
      <p class="empty-head">{t('quiet')}</p>
      <p class="dim">{t('quietDetail')}</p>
    </div>
  );
}
