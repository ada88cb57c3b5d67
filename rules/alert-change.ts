import type { AlertChange, AlertEvidence } from '../domain/alert.ts';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import { toAlertId } from './alert-id.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { DeviceView } from './evaluators/evaluator.ts';
import type { LiveState } from './live-state.ts';

/** What made a rule speak: its state, and the device as it is seen; null where there is nothing to show. */
interface Seen {
  readonly state: Pick<LiveState, 'metric' | 'metrics' | 'value' | 'time' | 'measure' | 'onset'>;
  readonly view: DeviceView | null;
}

/** What a change is about, beside its rule. `level` gives severity and threshold, from 1. */
type About = Omit<
  AlertChange,
  'ruleId' | 'ruleVersion' | 'severity' | 'title' | 'advice' | 'latching' | 'evidence'
> & { readonly level: number; readonly evidence: Seen };

/** The change as the desk takes it. */
export function toChange(compiled: CompiledRule, about: About): AlertChange {
  const { rule } = compiled;
  const { level, evidence, ...rest } = about;
  return {
    ...rest,
    ruleId: rule.id,
    ruleVersion: rule.version,
    severity: rule.severities[level - 1] ?? rule.severities.at(-1) ?? 1,
    title: rule.title,
    advice: rule.advice,
    latching: rule.latching,
    evidence: toEvidence(compiled, about.kind, { level, threshold: about.forecast?.threshold, ...evidence }),
  };
}

function toEvidence(
  { evaluator, onDelay_ms }: CompiledRule,
  kind: SensorKind,
  { state, view, level, threshold }: Seen & { level: number; threshold: number | undefined },
): AlertEvidence {
  const { metrics } = kinds[kind];
  const measure = evaluator.measures?.[state.measure] ?? evaluator;
  const readings = view === null ? [] : readingsOf(view, kind, state.metrics);
  return {
    metric: metrics[state.metric]?.name ?? '',
    quantity: measure.quantity,
    value: state.value,
    threshold: threshold ?? measure.thresholds[level - 1] ?? NaN,
    comparison: measure.comparison,
    since: state.onset,
    time: state.time,
    readings,
    onDelay_s: onDelay_ms / 1000,
    facts: view === null ? {} : finite(evaluator.explain(view)),
  };
}

function readingsOf(view: DeviceView, kind: SensorKind, bits: number): AlertEvidence['readings'] {
  return kinds[kind].metrics.flatMap(({ name }, index) => {
    if ((bits & (1 << index)) === 0) return [];
    const value = view.data[view.valuesAt + index] ?? NaN;
    return Number.isNaN(value) ? [] : [{ metric: name, value, time: view.data[view.timesAt + index] ?? 0 }];
  });
}

/** JSON knows no NaN: what could not be worked out is left out. */
function finite(facts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => Number.isFinite(value)));
}

export function alertIdOf({ rule }: CompiledRule, deviceId: string, activatedAt: number): string {
  return toAlertId(rule.id, { type: 'device', id: deviceId }, activatedAt);
}
