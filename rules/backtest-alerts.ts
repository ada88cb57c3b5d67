import type { AlertChange, AlertScope, Forecast, ForecastOutcome } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { Severity } from '../domain/severity.ts';
import type { Text } from '../domain/text.ts';
import type { KnownEvents } from './known-events.ts';

/** An alert that would have been. Times on the device's clock, ms. */
export interface BacktestAlert {
  readonly id: string;
  readonly ruleId: string;
  readonly title: Text;
  readonly scope: AlertScope;
  readonly deviceId: string;
  readonly kind: SensorKind;
  /** The worst that it was. */
  readonly severity: Severity;
  readonly retrospective: boolean;
  readonly raisedAt: number;
  /** Null: still open when the readings ended, or about the past. */
  readonly returnedAt: number | null;
  /** What was said first. */
  readonly forecast: Forecast | null;
  readonly outcome: ForecastOutcome | null;
  /** Between a forecast and the breach that it became. */
  readonly counterpartId: string | null;
  /** At the time of a known event. */
  readonly isConfirmed: boolean;
}

/** What one rule said over the whole time. */
export interface BacktestRule {
  readonly ruleId: string;
  readonly version: string;
  readonly title: Text;
  readonly alerts: number;
  /** Of these, about the past: they ring nothing. */
  readonly retrospective: number;
  readonly confirmed: number;
  /** Alerts by day in China, numbered from 1 January 1970. */
  readonly byDay: ReadonlyMap<number, number>;
  /** Null where it foretold nothing. */
  readonly forecasts: BacktestForecasts | null;
}

/** How forecasts ended; those that had not when the readings did count as open. */
export interface BacktestForecasts {
  readonly made: number;
  readonly cameTrue: number;
  readonly withdrawn: number;
  readonly lost: number;
  /** From the forecast to its breach, s, of those that came true; in rising order. */
  readonly leads_s: readonly number[];
}

/** Gathers alerts out of the changes that the engine says. */
export interface AlertCollector {
  take(change: AlertChange): void;
  /** Oldest first, at most as many as may be held; `leftOut` were beyond. */
  alerts(): { readonly alerts: readonly BacktestAlert[]; readonly leftOut: number };
  rules(): readonly BacktestRule[];
}

const day_ms = 24 * 3600 * 1000;
/** The streets are in China, which has one time for all and no summer time. */
const dayStart_ms = 8 * 3600 * 1000;

/** The day in China, numbered from 1 January 1970, of a time in ms. */
export function toDay(time: number): number {
  return Math.floor((time + dayStart_ms) / day_ms);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface RuleTally extends Omit<Writable<BacktestRule>, 'byDay' | 'forecasts'> {
  readonly byDay: Map<number, number>;
  forecasts: (Omit<Writable<BacktestForecasts>, 'leads_s'> & { readonly leads_s: number[] }) | null;
}

/** `alerts_max`: so many are held, the oldest; all are counted. */
export function createAlertCollector(options: {
  readonly alerts_max: number;
  readonly knownEvents: KnownEvents | null;
}): AlertCollector {
  const { alerts_max, knownEvents } = options;
  const alerts: Writable<BacktestAlert>[] = [];
  /** Those that may still change. */
  const open = new Map<string, { alert: Writable<BacktestAlert>; tally: RuleTally }>();
  const tallies = new Map<string, RuleTally>();
  let leftOut = 0;

  function tallyOf({ ruleId, ruleVersion: version, title }: AlertChange): RuleTally {
    let tally = tallies.get(ruleId);
    if (tally === undefined) {
      tally = {
        ruleId,
        version,
        title,
        alerts: 0,
        retrospective: 0,
        confirmed: 0,
        byDay: new Map(),
        forecasts: null,
      };
      tallies.set(ruleId, tally);
    }
    return tally;
  }

  function raise(change: AlertChange): void {
    const tally = tallyOf(change);
    const { eventTime: raisedAt, forecast, retrospective } = change;
    const alert = {
      id: change.alertId,
      ruleId: change.ruleId,
      title: change.title,
      scope: change.scope,
      deviceId: change.deviceId,
      kind: change.kind,
      severity: change.severity,
      retrospective,
      raisedAt,
      returnedAt: null,
      forecast,
      outcome: null,
      counterpartId: change.counterpartId,
      isConfirmed: false,
    };
    tally.alerts += 1;
    tally.byDay.set(toDay(raisedAt), (tally.byDay.get(toDay(raisedAt)) ?? 0) + 1);
    if (forecast !== null) {
      tally.forecasts ??= { made: 0, cameTrue: 0, withdrawn: 0, lost: 0, leads_s: [] };
      tally.forecasts.made += 1;
    }
    if (alerts.length < alerts_max) alerts.push(alert);
    else leftOut += 1;
    if (retrospective) {
      tally.retrospective += 1;
      confirm(alert, tally);
    } else open.set(change.alertId, { alert, tally });
  }

  /** Known events last as alerts do: whether they meet shows when the alert is over. */
  function confirm(alert: Writable<BacktestAlert>, tally: RuleTally): void {
    if (knownEvents?.isKnown(alert) !== true) return;
    alert.isConfirmed = true;
    tally.confirmed += 1;
  }

  function end(change: AlertChange): void {
    const found = open.get(change.alertId);
    if (found === undefined) return;
    open.delete(change.alertId);
    const { alert, tally } = found;
    alert.returnedAt = change.eventTime;
    alert.outcome = change.outcome;
    alert.counterpartId ??= change.counterpartId;
    confirm(alert, tally);
    if (change.outcome === null || tally.forecasts === null) return;
    if (change.outcome.result === 'breached') {
      tally.forecasts.cameTrue += 1;
      tally.forecasts.leads_s.push(change.outcome.lead_s ?? 0);
    } else tally.forecasts[change.outcome.result] += 1;
  }

  function settleOpen(): void {
    for (const { alert, tally } of open.values()) confirm(alert, tally);
    open.clear();
  }

  return {
    take(change) {
      if (change.change === 'raise') raise(change);
      else if (change.change === 'return') end(change);
      else if (change.change === 'worsen') {
        const known = open.get(change.alertId)?.alert;
        if (known !== undefined && change.severity < known.severity) known.severity = change.severity;
      }
    },
    alerts() {
      settleOpen();
      return { alerts: alerts.toSorted((a, b) => a.raisedAt - b.raisedAt), leftOut };
    },
    rules() {
      settleOpen();
      for (const { forecasts } of tallies.values()) forecasts?.leads_s.sort((a, b) => a - b);
      return [...tallies.values()].toSorted((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
    },
  };
}
