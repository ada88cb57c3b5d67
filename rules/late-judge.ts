import type { Reading } from '../domain/reading.ts';
import { kinds } from '../domain/kinds.ts';
import { createVerdict, type DeviceView } from './evaluators/condition.ts';

import { alertIdOf, toChange, type CompiledRule } from './kind-rules.ts';
import type { Emit, KindMemory } from './kind-memory.ts';
import { createLateRuns, endRun, extendRun, joinsPast, notePast, type LateRuns } from './late-runs.ts';

export interface LateJudge {
  (row: number, reading: Reading): void;
  runsOf(key: number): LateRuns;
}

/**
 * Judges readings about the past. They never touch live state; a breach in them, where nothing is open,
 * becomes a retrospective alert: shown and recorded, ringing nothing.
 */
export function createLateJudge(options: {
  rules: readonly CompiledRule[];
  memory: KindMemory;
  emit: Emit;
}): LateJudge {
  const { rules, memory, emit } = options;
  const { table, states, late } = memory;
  const { metrics } = kinds[table.kind];
  const verdict = createVerdict();
  const quiet = { activeLevels: 0, metrics: 0 };
  const view: DeviceView = {
    values: new Float64Array(metrics.length),
    times: new Float64Array(metrics.length),
    base: 0,
    now: 0,
    hold_ms: table.hold_ms,
  };

  function runsOf(key: number): LateRuns {
    let runs = late.get(key);
    if (runs === undefined) late.set(key, (runs = createLateRuns()));
    return runs;
  }

  function judgeLate(row: number, reading: Reading): void {
    lookAt(reading);
    for (const compiled of rules) {
      const key = row * rules.length + compiled.index;
      compiled.condition.judge(view, quiet, verdict);
      const runs = late.get(key);
      if (verdict.level === 0 && runs !== undefined && reading.time >= runs.last) endRun(runs);
      if (verdict.level > 0) judgeBreach(compiled, { key, row, reading });
    }
  }

  /** The reading alone: what the device said at other times has nothing to do with it. */
  function lookAt(reading: Reading): void {
    view.now = reading.time;
    for (const [index, { min, max }] of metrics.entries()) {
      const value = reading.values[index] ?? NaN;
      view.values[index] = value >= min && value <= max ? value : NaN;
      view.times[index] = reading.time;
    }
  }

  function judgeBreach(
    compiled: CompiledRule,
    { key, row, reading }: { key: number; row: number; reading: Reading },
  ): void {
    const runs = runsOf(key);
    const since = extendRun(runs, reading.time, table.hold_ms);
    if ((states.get(key)?.told ?? 0) > 0) return;
    if (joinsPast(runs, reading.time, table.hold_ms)) return;
    // Only what lies between two late readings is covered by data; nothing is held beyond the last one.
    const { onDelay_ms } = compiled.rule;
    if (reading.time - since < onDelay_ms) return;
    notePast(runs, since, reading.time);
    const { offset, changes } = emit();
    const deviceId = table.ids[row] ?? '';
    const about = {
      deviceId,
      alertId: alertIdOf(compiled, deviceId, since + onDelay_ms),
      level: verdict.level,
      evidence: { metric: verdict.metric, value: verdict.value, time: verdict.time, onset: since },
      retrospective: true,
    };
    changes.push(
      toChange(compiled, about, {
        change: 'raise',
        cause: { offset, index: changes.length },
        eventTime: since + onDelay_ms,
        receivedAt: reading.receivedAt,
      }),
    );
  }

  return Object.assign(judgeLate, { runsOf });
}
