import type { Reading } from '../domain/reading.ts';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import { alertIdOf, toChange } from './alert-change.ts';
import type { CompiledRule } from './compiled-rules.ts';
import { usualOffset } from './device-clock.ts';
import type { Device } from './device.ts';
import type { EngineCore } from './engine-core.ts';
import { createVerdict, type DeviceView, type Held } from './evaluators/evaluator.ts';
import { createLateRuns, endRun, extendRun, joinsPast, notePast } from './late-runs.ts';

export interface LateJudge {
  judge(device: Device, reading: Reading): void;
  /** Whether a rule about lives (critical and latching) finds a breach in the reading alone. */
  tellsOfDanger(device: Device, reading: Reading): boolean;
}

/**
 * Judges readings about the past. They never touch live state; a breach in them, where nothing is open,
 * becomes a retrospective alert: shown and recorded, ringing nothing. Rules that need more than the one
 * reading are not asked.
 */
export function createLateJudge(options: { kind: SensorKind; core: EngineCore }): LateJudge {
  const { kind, core } = options;
  const { metrics, offlineAfter_s } = kinds[kind];
  const verdict = createVerdict();
  const quiet: Held = { activeLevels: 0, metrics: 0, threshold: NaN };
  const view: DeviceView = {
    data: new Float64Array(2 * metrics.length),
    valuesAt: 0,
    timesAt: metrics.length,
    memoryAt: 0,
    now: 0,
    ourNow: 0,
    heardAt: 0,
    hold_ms: offlineAfter_s * 1000,
    fresh: 0,
  };

  function judgeLate(device: Device, reading: Reading): void {
    lookAt(device, reading);
    for (const [position, { compiled }] of device.plan.rules.entries()) {
      if (compiled.isDisabled || !compiled.judgesAlone) continue;
      try {
        judgeRule(device, { compiled, position }, reading);
      } catch (error) {
        core.disable(compiled, device, { error, at: reading.receivedAt });
      }
    }
  }

  /** The reading alone: what the device said at other times has nothing to do with it. */
  function lookAt(device: Device, reading: Reading): void {
    const usual = usualOffset(device);
    view.now = reading.time;
    view.heardAt = reading.time;
    view.ourNow = usual === Infinity ? reading.receivedAt : reading.time + usual;
    view.fresh = 0;
    for (const [index, { min, max }] of metrics.entries()) {
      const value = reading.values[index] ?? NaN;
      const isValid = value >= min && value <= max;
      view.data[index] = isValid ? value : NaN;
      view.data[metrics.length + index] = reading.time;
      if (isValid) view.fresh |= 1 << index;
    }
  }

  function judgeRule(
    device: Device,
    { compiled, position }: { compiled: CompiledRule; position: number },
    reading: Reading,
  ): void {
    const level = levelOf(compiled);
    const runs = device.late?.[position];
    if (level === 0 && runs !== undefined && reading.time >= runs.last) endRun(runs);
    if (level > 0) judgeBreach(device, { compiled, position, level }, reading);
  }

  const exception = createVerdict();

  /** What the rule finds in the reading that is looked at; 0: no breach. */
  function levelOf({ evaluator, unless }: CompiledRule): number {
    verdict.since = NaN;
    verdict.measure = 0;
    evaluator.judge(view, quiet, verdict);
    // An exception that needs more than the one reading is unknown here: better told than missed.
    if (verdict.level === 0 || unless?.judgesAlone !== true) return verdict.level;
    unless.judge(view, quiet, exception);
    return exception.level > 0 ? 0 : verdict.level;
  }

  function tellsOfDanger(device: Device, reading: Reading): boolean {
    lookAt(device, reading);
    for (const { compiled } of device.plan.rules) {
      const { rule, isDisabled, judgesAlone } = compiled;
      if (isDisabled || !judgesAlone || !rule.latching || !rule.severities.includes(1)) continue;
      try {
        const level = levelOf(compiled);
        if (level > 0 && (rule.severities[level - 1] ?? rule.severities.at(-1)) === 1) return true;
      } catch (error) {
        core.disable(compiled, device, { error, at: reading.receivedAt });
      }
    }
    return false;
  }

  function judgeBreach(
    device: Device,
    { compiled, position, level }: { compiled: CompiledRule; position: number; level: number },
    reading: Reading,
  ): void {
    device.late ??= Array.from({ length: device.plan.rules.length });
    const runs = (device.late[position] ??= createLateRuns());
    const since = extendRun(runs, reading.time, view.hold_ms);
    if ((device.states?.[position]?.told ?? 0) > 0) return;
    if (joinsPast(runs, reading.time, view.hold_ms)) return;
    // Only what lies between two late readings is covered by data; nothing is held beyond the last one.
    const { onDelay_ms, onReadings } = compiled;
    if (reading.time - since < onDelay_ms || runs.count < onReadings) return;
    // The last of them that it took was this one, or came within the delay.
    const activatedAt =
      runs.count === onReadings ? Math.max(since + onDelay_ms, reading.time) : since + onDelay_ms;
    notePast(runs, since, reading.time);
    if (!compiled.rule.announce) return;
    const { offset, changes } = core.emit();
    const { metric, metrics: bits, value, time, measure } = verdict;
    changes.push(
      toChange(compiled, {
        change: 'raise',
        cause: { offset, index: changes.length },
        alertId: alertIdOf(compiled, device.id, activatedAt),
        scope: { type: 'device', id: device.id },
        deviceId: device.id,
        kind,
        level,
        retrospective: true,
        eventTime: activatedAt,
        receivedAt: reading.receivedAt,
        evidence: { state: { metric, metrics: bits, value, time, measure, onset: since }, view },
        forecast: null,
        outcome: null,
        counterpartId: null,
      }),
    );
  }

  return { judge: judgeLate, tellsOfDanger };
}
