import type { DeviceLimit } from '../../../domain/rule-set.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import { severities } from '../../../domain/severity.ts';
import { valueWords } from '../alerts/alert-words.ts';
import type { Threshold } from '../parts/chart-marks.ts';
import { say } from '../shell/language.ts';

const signs = { '>=': '≥', '<=': '≤' } as const;

/** The limits of one metric as lines, the worst of those at the same value. */
export function thresholdsOf(
  limits: readonly DeviceLimit[],
  { kind, metric }: { readonly kind: SensorKind; readonly metric: string },
): readonly Threshold[] {
  const lines = new Map<string, Threshold>();
  for (const limit of limits) {
    if (limit.metric !== metric) continue;
    const { value, comparison, severity } = limit;
    const key = `${comparison} ${value}`;
    const known = lines.get(key);
    if (known !== undefined && known.severity <= severity) continue;
    const word = severities.find(({ level }) => level === severity)?.label;
    const label = `${signs[comparison]} ${valueWords(kind, metric, value)}${word === undefined ? '' : ` ${say(word)}`}`;
    lines.set(key, { value, severity, label });
  }
  return [...lines.values()];
}
