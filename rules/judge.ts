import type { AlertChange, ForecastOutcome } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import { alertIdOf, toChange } from './alert-change.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import { lastOffset } from './device-clock.ts';
import { compiledAt, createStateAt, endAtOnce, openAlertOf, passedLevels, settle } from './device-states.ts';
import type { EngineCore } from './engine-core.ts';
import { createVerdict, unknownLevel, type DeviceView, type Held } from './evaluators/evaluator.ts';
import type { ForecastSettings } from './evaluators/forecast.ts';
import { createLateRuns, notePast, type LateRuns } from './late-runs.ts';
import { rulesLimits } from './limits.ts';
import { activeLevels, breakOff, passTime, takeVerdict, type LiveState } from './live-state.ts';
import { isNews, openForecast, toExpectation, toForecast, toOutcome } from './open-forecast.ts';

/** Judges one rule on the device that `view` looks at, and tells what changed. */
export interface Judge {
  /** A reading has come. */
  judgeRule(device: Device, position: number): void;
  /** Time alone has passed. */
  passTime(device: Device, position: number): void;
}

/** On the device's clock, and by ours, ms. */
interface Moment {
  readonly eventTime: number;
  readonly receivedAt: number;
}

export function createJudge(options: {
  kind: SensorKind;
  core: EngineCore;
  view: DeviceView;
  /** When the device was heard of before the present reading, on its clock. */
  former: { readonly heardAt: number };
}): Judge {
  const { kind, core, view, former } = options;
  const verdict = createVerdict();
  const exception = createVerdict();
  const held: Held = { activeLevels: 0, metrics: 0, threshold: NaN };
  const fresh: Held = { activeLevels: 0, metrics: 0, threshold: NaN };
  const nothingHeld: Held = { activeLevels: 0, metrics: 0, threshold: NaN };

  function judgeRule(device: Device, position: number): void {
    const compiled = compiledAt(device, position);
    const known = device.states?.[position];
    if (known !== undefined) {
      letPass(device, position, known);
      if (known.forecast !== null) endInTime(device, compiled, known);
    }
    evaluate(device, compiled, known);
    if (known === undefined && verdict.level <= 0) return;
    follow(device, position, known ?? createStateAt(device, position));
  }

  function passTimeAt(device: Device, position: number): void {
    const compiled = compiledAt(device, position);
    const known = device.states?.[position];
    if (known !== undefined) {
      letPass(device, position, known);
      if (view.now > known.knownUntil) tellKnown(device, compiled, { state: known, isKnown: false });
      if (known.forecast !== null) endInTime(device, compiled, known);
    }
    // A forecast is asked anew: what it said last was said of another moment.
    if (compiled.isTimed || compiled.forecast !== null) {
      evaluate(device, compiled, known);
      if (known !== undefined || verdict.level > 0)
        follow(device, position, known ?? createStateAt(device, position));
      return;
    }
    if (known !== undefined) settle(device, position, known);
  }

  /** What time alone has done until now: delays that ended, knowledge that ran out. */
  function letPass(device: Device, position: number, state: LiveState): void {
    const compiled = compiledAt(device, position);
    const activated = passTime(state, view.now, compiled);
    if (compiled.forecast === null && !Number.isNaN(activated)) {
      tell(device, position, { state, when: { eventTime: activated, receivedAt: view.ourNow } });
    }
    // Silence longer than a value holds: what waited starts again.
    if (view.now > state.knownUntil) breakOff(state);
  }

  function evaluate(device: Device, compiled: CompiledRule, known: LiveState | undefined): void {
    const { evaluator, unless } = compiled;
    verdict.since = NaN;
    verdict.measure = 0;
    held.passedLevels = compiled.forecast === null ? 0 : passedLevels(device, compiled.forecast);
    if (known === undefined) {
      fresh.passedLevels = held.passedLevels;
      evaluator.judge(view, fresh, verdict);
    } else {
      held.activeLevels = activeLevels(known);
      held.metrics = known.metrics;
      held.threshold = known.forecast === null ? NaN : known.forecast.threshold;
      evaluator.judge(view, held, verdict);
    }
    // What is raised already is not cleared by, say, a fireman's key: only its own condition does that.
    if (unless === null || verdict.level <= 0 || (known !== undefined && held.activeLevels > 0)) return;
    unless.judge(view, nothingHeld, exception);
    // Missing counts as "not": better to ring than to miss.
    if (exception.level > 0) verdict.level = 0;
  }

  function follow(device: Device, position: number, state: LiveState): void {
    const compiled = compiledAt(device, position);
    const now = view.now;
    tellKnown(device, compiled, { state, isKnown: verdict.level !== unknownLevel });
    const startedAt = verdict.level > 0 ? startOf(device.late?.[position], now) : now;
    if (hasArrived(compiled, state)) endAtOnce(state);
    const activated = takeVerdict(state, verdict, { now, startedAt, delays: compiled });
    const eventTime = Number.isNaN(activated) ? now : activated;
    tell(device, position, { state, when: { eventTime, receivedAt: view.ourNow } });
    settle(device, position, state);
  }

  /** The evaluator's own beginning; else late data that lead up to now without a gap count towards the on-delay. */
  function startOf(runs: LateRuns | undefined, now: number): number {
    if (!Number.isNaN(verdict.since)) return verdict.since;
    if (runs === undefined || !(now >= runs.last && now - runs.last <= view.hold_ms)) return now;
    // A reading in between did not say so: the run was over by then.
    if (runs.last < former.heardAt) return now;
    return runs.since;
  }

  /** A forecast whose threshold is met: there is nothing left to foretell, and no off-delay to wait for. */
  function hasArrived({ forecast }: CompiledRule, state: LiveState): boolean {
    return forecast !== null && state.forecast !== null && verdict.value >= state.forecast.threshold;
  }

  /** Tells the desk when it became unknown whether an open alert still holds, and when it is known again. */
  function tellKnown(
    device: Device,
    compiled: CompiledRule,
    { state, isKnown }: { state: LiveState; isKnown: boolean },
  ): void {
    if (state.told === 0 || state.unknown === !isKnown) return;
    state.unknown = !isKnown;
    const when = {
      eventTime: isKnown ? view.now : Math.min(state.knownUntil, view.now),
      receivedAt: view.ourNow,
    };
    change(device, compiled, { state, type: isKnown ? 'known' : 'unknown', level: state.told, when });
  }

  /** Tells the desk what became of the levels since it was told last. */
  function tell(device: Device, position: number, { state, when }: { state: LiveState; when: Moment }): void {
    const compiled = compiledAt(device, position);
    if (compiled.forecast !== null) {
      tellForecast(device, compiled, { state, forecast: compiled.forecast, when });
      return;
    }
    const level = activeLevels(state);
    const before = state.told;
    if (level === before) return;
    state.told = level;
    const at = when.eventTime + lastOffset(device);
    if (before === 0) {
      state.alertId = alertIdOf(compiled, device.id, when.eventTime);
      state.unknown = false;
      change(device, compiled, {
        state,
        type: 'raise',
        level,
        when,
        counterpartId: foretoldBy(device, compiled),
      });
      core.activated(compiled, device, { isActive: true, at });
    } else if (level === 0) {
      change(device, compiled, { state, type: 'return', level: before, when });
      core.activated(compiled, device, { isActive: false, at });
      device.late ??= Array.from({ length: device.plan.rules.length });
      notePast((device.late[position] ??= createLateRuns()), state.onset, when.eventTime);
    } else if (level > before) {
      change(device, compiled, {
        state,
        type: 'worsen',
        level,
        when,
        counterpartId: foretoldBy(device, compiled),
      });
    } else change(device, compiled, { state, type: 'ease', level, when });
  }

  function tellForecast(
    device: Device,
    compiled: CompiledRule,
    { state, forecast: settings, when }: { state: LiveState; forecast: ForecastSettings; when: Moment },
  ): void {
    const isActive = activeLevels(state) > 0;
    const open = state.forecast;
    if (!isActive) {
      if (open !== null && !open.isOver) {
        endForecast(device, compiled, {
          state,
          reason: state.value >= open.threshold ? 'breached' : 'ebbed',
          when,
        });
      }
      state.forecast = null;
      return;
    }
    if (open?.isOver === true || verdict.level <= 0) return;
    const probability = core.records.correct(compiled.rule.id, settings.outlook.probability, when.receivedAt);
    const expectation = toExpectation(settings.outlook, view.now, probability);
    if (open === null) {
      const { threshold, within_s, metricName } = settings;
      const said = settings.outlook.probability;
      state.forecast = openForecast(expectation, {
        now: when.eventTime,
        threshold,
        within_s,
        said,
        metricName,
      });
      state.told = 1;
      state.alertId = alertIdOf(compiled, device.id, when.eventTime);
      state.unknown = false;
      change(device, compiled, { state, type: 'raise', level: 1, when });
    } else if (isNews(open, expectation, view.now)) {
      open.told = expectation;
      open.metricName = settings.metricName;
      open.toldAt = view.now;
      change(device, compiled, { state, type: 'update', level: 1, when });
    }
  }

  /** What has not come by the end of its time does not come true; without data nobody knows. */
  function endInTime(device: Device, compiled: CompiledRule, state: LiveState): void {
    const open = state.forecast;
    if (open === null || open.isOver || view.now < open.endsAt) return;
    const when = { eventTime: open.endsAt, receivedAt: view.ourNow };
    endForecast(device, compiled, { state, reason: state.unknown ? 'silent' : 'overdue', when });
  }

  function endForecast(
    device: Device,
    compiled: CompiledRule,
    { state, reason, when }: { state: LiveState; reason: ForecastOutcome['reason']; when: Moment },
  ): void {
    const open = state.forecast;
    if (open === null || compiled.forecast === null) return;
    open.isOver = true;
    state.told = 0;
    const outcome = toOutcome(open, reason, when.eventTime);
    const { breachRuleId } = compiled.forecast;
    const breachId = reason === 'breached' ? openAlertOf(device, breachRuleId) : null;
    if (reason === 'breached' && breachId === null) {
      device.foretold ??= [];
      device.foretold.push({ breachRuleId, alertId: state.alertId, at: when.eventTime });
      if (device.foretold.length > rulesLimits.foretold_count_max) device.foretold.shift();
    }
    change(device, compiled, { state, type: 'return', level: 1, when, outcome, counterpartId: breachId });
    // Afterwards: a forecast is not its own record.
    core.records.note(compiled.rule.id, outcome, { endedAt: when.receivedAt, said: open.said });
  }

  /** The forecast that this breach fulfils: one that is open still, or that ended a moment ago in it. */
  function foretoldBy(device: Device, { rule }: CompiledRule): string | null {
    for (const [position, { compiled }] of device.plan.rules.entries()) {
      const state = device.states?.[position];
      if (compiled.forecast?.breachRuleId === rule.id && state !== undefined && state.told > 0)
        return state.alertId;
    }
    if (device.foretold === null) return null;
    const found = device.foretold.findLast(
      ({ breachRuleId, at }) => breachRuleId === rule.id && view.now - at <= rulesLimits.foretold_ms_max,
    );
    device.foretold = device.foretold.filter(({ breachRuleId }) => breachRuleId !== rule.id);
    if (device.foretold.length === 0) device.foretold = null;
    return found?.alertId ?? null;
  }

  function change(
    device: Device,
    compiled: CompiledRule,
    said: {
      readonly state: LiveState;
      readonly type: AlertChange['change'];
      readonly level: number;
      readonly when: Moment;
      readonly outcome?: ForecastOutcome;
      readonly counterpartId?: string | null;
    },
  ): void {
    // An ingredient of other rules: nobody is told of it alone.
    if (!compiled.rule.announce) return;
    const { state, type, level, when } = said;
    const { offset, changes } = core.emit();
    const open = state.forecast;
    const settings = compiled.forecast;
    changes.push(
      toChange(compiled, {
        change: type,
        cause: { offset, index: changes.length },
        alertId: state.alertId,
        scope: { type: 'device', id: device.id },
        deviceId: device.id,
        kind,
        level,
        retrospective: false,
        eventTime: when.eventTime,
        receivedAt: when.receivedAt,
        evidence: { state, view },
        forecast:
          open === null || settings === null
            ? null
            : toForecast(open, settings, core.records.recordOf(compiled.rule.id, when.receivedAt)),
        outcome: said.outcome ?? null,
        counterpartId: said.counterpartId ?? null,
      }),
    );
  }

  return { judgeRule, passTime: passTimeAt };
}
