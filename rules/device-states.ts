import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import type { ForecastSettings } from './evaluators/forecast.ts';
import { createLiveState, isQuiet, phase, type LiveState } from './live-state.ts';

export function compiledAt(device: Device, position: number): CompiledRule {
  const planned = device.plan.rules[position];
  if (planned === undefined) throw new Error(`no rule at ${position} of the plan`);
  return planned.compiled;
}

export function endAtOnce(state: LiveState): void {
  for (let level = 0; level < state.phases.length; level += 1) state.phases[level] = phase.normal;
}

/** Forgets what is quiet again. */
export function settle(device: Device, position: number, state: LiveState): void {
  if (!isQuiet(state) || device.states === null) return;
  device.states[position] = undefined;
  if (device.states.every((one) => one === undefined)) device.states = null;
}

/** Levels of the breach that are anything but quiet on this device: pending, active, or not left for good. */
export function passedLevels({ plan, states }: Device, { breachRuleId }: ForecastSettings): number {
  if (states === null) return 0;
  for (let position = 0; position < states.length; position += 1) {
    if (plan.rules[position]?.compiled.rule.id !== breachRuleId) continue;
    const phases = states[position]?.phases ?? [];
    return phases.findLastIndex((one) => one !== phase.normal) + 1;
  }
  return 0;
}

export function openAlertOf({ plan, states }: Device, ruleId: string): string | null {
  for (const [position, { compiled }] of plan.rules.entries()) {
    const state = states?.[position];
    if (compiled.rule.id === ruleId && state !== undefined && state.told > 0) return state.alertId;
  }
  return null;
}

export function createStateAt(device: Device, position: number): LiveState {
  const state = createLiveState(compiledAt(device, position).evaluator.thresholds.length);
  device.states ??= Array.from({ length: device.plan.rules.length });
  device.states[position] = state;
  return state;
}
