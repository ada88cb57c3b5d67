import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRulesEngine } from './engine.ts';
import { parseRuleSet } from './load-rules.ts';
import { toReading, toTelemetry } from './test-history.ts';

const start = 1_800_000_000_000;
const within_s = 120;
const ignition_s = 120;

const plain = {
  severity: 'major',
  latching: false,
  title: { zh: '测试', en: 'Test' },
  advice: { zh: '看', en: 'Look' },
  reason: 'a test',
  source: 'a test',
  on_delay_s: 0,
  off_delay_s: 0,
};

function heatRules({ breachDelay_s = 0 } = {}) {
  const forecast = {
    metric: 'temperature_c',
    breach: 'heat',
    within_s,
    model: 'heat',
    min_probability: 0.5,
    keep_probability: 0.2,
  };
  const { rules, errors } = parseRuleSet([
    {
      name: 'smoke.yaml',
      text: JSON.stringify({
        kind: 'smoke',
        rules: [
          {
            ...plain,
            id: 'heat',
            severity: 'critical',
            when: { metric: 'temperature_c', at_least: 57 },
            on_delay_s: breachDelay_s,
          },
          // By id it comes before the rule that it foretells.
          { ...plain, id: 'a-forecast', when: { forecast } },
        ],
      }),
    },
  ]);
  expect(errors).toEqual([]);
  return rules;
}

/** A second-by-second course, and silence until `end_s`. */
function play(
  course: (second: number) => number,
  {
    seconds,
    end_s = 0,
    rules = heatRules(),
    engine = createRulesEngine({ rules }),
    from_s = 0,
  }: {
    seconds: number;
    end_s?: number;
    rules?: ReturnType<typeof heatRules>;
    engine?: ReturnType<typeof createRulesEngine>;
    from_s?: number;
  },
): readonly AlertChange[] {
  const records: JournalRecord[] = Array.from({ length: seconds }, (_, second) =>
    toTelemetry([toReading('smoke', start + (from_s + second) * 1000, { temperature_c: course(second) })]),
  );
  if (end_s > 0) records.push({ type: 'tick', at: start + (from_s + end_s) * 1000 });
  return records.flatMap((record, index) => engine.evaluate({ offset: from_s * 10 + index + 1, record }));
}

/** A fire as they grow: with the square of time. */
function fire(second: number): number {
  return 20 + 0.015 * Math.max(0, second - ignition_s) ** 2;
}

/** The same, put out at 35 °C. */
function putOut(second: number): number {
  const peak_s = ignition_s + Math.sqrt(15 / 0.015);
  return second <= peak_s ? fire(second) : 20 + 15 * Math.exp(-(second - peak_s) / 30);
}

function linesOf(changes: readonly AlertChange[]): string[] {
  return changes
    .filter(({ change }) => change !== 'update')
    .map(
      ({ ruleId, change, outcome }) => `${ruleId} ${change}${outcome === null ? '' : ` ${outcome.reason}`}`,
    );
}

describe('a forecast', () => {
  it('is raised with time, band and probability, is told anew, and becomes the breach', () => {
    const changes = play(fire, { seconds: 240 });
    expect(linesOf(changes)).toEqual(['a-forecast raise', 'heat raise', 'a-forecast return breached']);
    const raised = changes[0]!;
    const breach = changes.find(({ ruleId }) => ruleId === 'heat')!;
    const ended = changes.at(-1)!;
    const { forecast } = raised;
    expect(forecast).toMatchObject({ metric: 'temperature_c', threshold: 57, breachRuleId: 'heat' });
    expect(forecast!.earliestAt).toBeLessThan(forecast!.expectedAt);
    expect(forecast!.latestAt).toBeGreaterThan(forecast!.expectedAt);
    expect(forecast!.probability).toBeGreaterThanOrEqual(0.5);
    expect(forecast!.record).toEqual({ count: 0, cameTrue: 0, medianLead_s: null });
    expect(changes.some(({ change }) => change === 'update')).toBe(true);
    expect(breach.counterpartId).toBe(raised.alertId);
    expect(ended).toMatchObject({ alertId: raised.alertId, counterpartId: breach.alertId });
    const lead_s = (breach.eventTime - raised.eventTime) / 1000;
    expect(lead_s).toBeGreaterThan(20);
    expect(ended.outcome).toMatchObject({ result: 'breached', breachedAt: breach.eventTime, lead_s });
    expect(ended.outcome!.promisedLead_s).toBe((forecast!.expectedAt - raised.eventTime) / 1000);
  });

  it('is not told more often than every ten seconds', () => {
    const told = play(fire, { seconds: 240 }).filter(
      ({ forecast, change }) => forecast !== null && change !== 'return',
    );
    const gaps = told.slice(1).map(({ eventTime }, index) => eventTime - told[index]!.eventTime);
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
  });

  it('is withdrawn with the reason when the rise stops', () => {
    const changes = play(putOut, { seconds: 500 });
    expect(linesOf(changes)).toEqual(['a-forecast raise', 'a-forecast return ebbed']);
    expect(changes.at(-1)?.outcome).toMatchObject({ result: 'withdrawn', breachedAt: null, lead_s: null });
  });

  it('that nobody can follow up is lost at the end of its time, and counts for nothing', () => {
    const until = ignition_s + Math.ceil(Math.sqrt(15 / 0.015));
    const engine = createRulesEngine({ rules: heatRules() });
    const changes = play(fire, { seconds: until, end_s: 3600, engine });
    expect(linesOf(changes)).toEqual(['a-forecast raise', 'a-forecast unknown', 'a-forecast return silent']);
    const ended = changes.at(-1)!;
    expect(ended.eventTime - changes[0]!.eventTime).toBe(within_s * 1000);
    expect(engine.recordOf('a-forecast').count).toBe(0);
  });

  it('leads to a breach that waits out its delay first', () => {
    const changes = play(fire, { seconds: 240, rules: heatRules({ breachDelay_s: 20 }) });
    expect(linesOf(changes)).toEqual(['a-forecast raise', 'a-forecast return breached', 'heat raise']);
    expect(changes.at(-1)?.counterpartId).toBe(changes[0]!.alertId);
  });

  it('carries the record of those before it, and its probability follows what came of them', () => {
    const engine = createRulesEngine({ rules: heatRules() });
    let from_s = 0;
    const first = play(putOut, { seconds: 900, engine, from_s }).find(({ change }) => change === 'raise')!;
    for (let turn = 0; turn < 30; turn += 1) {
      from_s += 900;
      play(putOut, { seconds: 900, engine, from_s });
    }
    from_s += 900;
    const last = play(putOut, { seconds: 900, engine, from_s }).find(({ change }) => change === 'raise')!;
    expect(last.forecast!.record).toMatchObject({ count: 31, cameTrue: 0, medianLead_s: null });
    expect(last.forecast!.probability).toBeLessThan(first.forecast!.probability * 0.6);
  });
});
