import type { ForecastOutcome, ForecastRecord } from '../domain/alert.ts';
import { rulesLimits } from './limits.ts';

/** What became of one forecast, as the record needs it. */
interface Entry {
  /** By our clock, ms. */
  readonly endedAt: number;
  /** What the model said when it was made, before any correction. */
  readonly said: number;
  readonly cameTrue: boolean;
  readonly lead_s: number;
}

export interface ForecastRecords {
  /** Notes an outcome. `said` is the model's own probability. What is `lost` says nothing and is not kept. */
  note(ruleId: string, outcome: ForecastOutcome, when: { endedAt: number; said: number }): void;
  recordOf(ruleId: string, now: number): ForecastRecord;
  /** The model's probability, moved towards how often such forecasts of this rule came true. */
  correct(ruleId: string, said: number, now: number): number;
  snapshot(): ReadonlyMap<string, readonly Entry[]>;
  restore(entries: ReadonlyMap<string, readonly Entry[]>): void;
}

/** The measured record of every forecast rule: a fold of what came true, so that a replay shows the same figures. */
export function createForecastRecords(): ForecastRecords {
  let records = new Map<string, Entry[]>();

  function recent(ruleId: string, now: number): readonly Entry[] {
    const entries = records.get(ruleId) ?? [];
    return entries.filter(({ endedAt }) => now - endedAt <= rulesLimits.forecastRecord_ms_max);
  }

  return {
    note(ruleId, outcome, { endedAt, said }) {
      if (outcome.result === 'lost') return;
      const entries = records.get(ruleId) ?? [];
      records.set(ruleId, entries);
      entries.push({
        endedAt,
        said,
        cameTrue: outcome.result === 'breached',
        lead_s: outcome.lead_s ?? NaN,
      });
      if (entries.length > rulesLimits.forecastRecord_count_max) entries.shift();
    },
    recordOf(ruleId, now) {
      const entries = recent(ruleId, now);
      const leads_s = entries
        .filter(({ cameTrue }) => cameTrue)
        .map(({ lead_s }) => lead_s)
        .toSorted((a, b) => a - b);
      return { count: entries.length, cameTrue: leads_s.length, medianLead_s: median(leads_s) };
    },
    correct(ruleId, said, now) {
      const alike = recent(ruleId, now).filter(
        (entry) => Math.abs(entry.said - said) <= rulesLimits.forecastAlike_max,
      );
      const cameTrue = alike.filter((entry) => entry.cameTrue).length;
      const weight = rulesLimits.forecastPrior_count;
      const corrected = (weight * said + cameTrue) / (weight + alike.length);
      return Math.round(corrected * 1000) / 1000;
    },
    snapshot: () => records,
    restore: (entries) => {
      records = new Map([...entries].map(([ruleId, list]) => [ruleId, [...list]]));
    },
  };
}

function median(sorted: readonly number[]): number | null {
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
