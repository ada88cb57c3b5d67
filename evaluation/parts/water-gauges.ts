import type { Rule } from '../../rules/rule.ts';
import { quantile } from '../protocol.ts';
import type { LabelledFault, RecordedGauge } from '../recordings/gauges.ts';
import { hearAlerts } from '../hear-alerts.ts';
import { atThreshold } from '../site-rules.ts';

const month_ms = 30 * 24 * 3600_000;
const hour_ms = 3600_000;
const week_ms = 7 * 24 * hour_ms;
/** A fault alert counts for a labelled fault until this long after its end. */
const faultGrace_ms = hour_ms;
/** Two alerts of one rule closer than this are one to whoever reads them. */
const quiet_ms = 6 * hour_ms;
/** A site sets its threshold so much of the range above the highest level that it knows to be true. */
const margin_share = 0.1;
const faultRules = ['water-fault', 'water-stuck', 'water-jump'];
const silenceRule = 'water-offline';

/** What the product said of a gauge that had no flood. */
export interface QuietScore {
  readonly name: string;
  readonly months: number;
  readonly threshold_m: number;
  readonly floods: number;
  readonly forecasts: number;
  /** Alerts that say the gauge is faulty (not that it is silent), outside of labelled faults. */
  readonly faultAlerts: number;
  readonly silences: number;
  readonly faults: readonly (LabelledFault & { readonly noticedBy: string | null })[];
}

/**
 * Medians of five neighbouring values, which no single outlier moves, outside of labelled faults; but not of those
 * that lasted for weeks, when readings were shifted, as plausible as ever: a site knows its gauge like that.
 */
function trueLevels({ samples, faults }: RecordedGauge): readonly number[] {
  const levels = samples
    .filter(({ time }) => !faults.some(({ from, to }) => time >= from && time <= to && to - from < week_ms))
    .map(({ values }) => values['depth_m'] ?? NaN);
  return levels.slice(4).map((_level, index) => quantile(levels.slice(index, index + 5), 0.5));
}

/** Above everything that was ever true here: whatever the product says of a flood is false. */
export function siteThreshold(gauge: RecordedGauge): number {
  const levels = trueLevels(gauge);
  const highest = levels.reduce((max, level) => Math.max(max, level), -Infinity);
  const lowest = levels.reduce((min, level) => Math.min(min, level), Infinity);
  return highest + margin_share * (highest - lowest);
}

export function scoreQuiet(gauge: RecordedGauge, rules: readonly Rule[]): QuietScore {
  const { name, samples, faults } = gauge;
  const threshold_m = siteThreshold(gauge);
  const own = rules.filter(({ kind }) => kind === 'water');
  const heard = hearAlerts(atThreshold(own, { model: 'ponding', threshold: threshold_m }), {
    kind: 'water',
    samples,
  });
  const timesOf = (chosen: (ruleId: string) => boolean) =>
    heard.filter(({ ruleId }) => chosen(ruleId)).map(({ at }) => at);
  const isInFault = (at: number) => faults.some(({ from, to }) => at >= from && at <= to + faultGrace_ms);
  const first = samples[0];
  const last = samples.at(-1);
  const faultAlerts = timesOf((ruleId) => faultRules.includes(ruleId));
  return {
    name,
    months: ((last?.receivedAt ?? last?.time ?? 0) - (first?.receivedAt ?? first?.time ?? 0)) / month_ms,
    threshold_m,
    floods: merged(timesOf((ruleId) => ruleId === 'water-depth')),
    forecasts: merged(heard.filter(({ probability }) => probability !== null).map(({ at }) => at)),
    faultAlerts: merged(faultAlerts.filter((at) => !isInFault(at))),
    silences: merged(timesOf((ruleId) => ruleId === silenceRule)),
    faults: faults.map((fault) => ({
      ...fault,
      noticedBy:
        heard.find(
          ({ ruleId, at }) =>
            faultRules.includes(ruleId) && at >= fault.from && at <= fault.to + faultGrace_ms,
        )?.ruleId ?? null,
    })),
  };
}

function merged(times: readonly number[]): number {
  let count = 0;
  let quietUntil = -Infinity;
  for (const at of times) {
    if (at >= quietUntil) count += 1;
    quietUntil = at + quiet_ms;
  }
  return count;
}
