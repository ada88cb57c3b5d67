import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/load-rules.ts';
import type { Rule } from '../../rules/rule.ts';
import { scenarios } from '../../simulators/scenarios/scenarios.ts';
import { simulatedCases } from './simulated-cases.ts';
import { liveThrough, type SimulatedAlert, type SimulatedLife } from './simulated-hear.ts';
import { delayOf, entrapmentsOf, falseAlarmsOf, healthyRate, leadOf } from './simulated-score.ts';
import { falseTable, leadTable, toTime } from './simulated-tables.ts';
import { wantedCalm, wantedEntrapments, wantedHealthy, wantedLead } from './simulated.ts';

const hour_ms = 3_600_000;
const alert = (ruleId: string, at_h: number, severity: SimulatedAlert['severity'] = 3): SimulatedAlert => ({
  ruleId,
  severity,
  isForecast: false,
  at: at_h * hour_ms,
});

/** Three days of a lift that begins to wear after one and traps somebody after two. */
function wear(...alerts: readonly SimulatedAlert[]): SimulatedLife {
  return {
    scenario: 'door-wear',
    isBenign: false,
    interval_s: 20,
    days: 3,
    sound_days: 1,
    alerts,
    signAt: 24 * hour_ms,
    failedAt: 48 * hour_ms,
    failure: 'entrapment',
    trappedAt: [48 * hour_ms],
  };
}

function calm(scenario: string, ...alerts: readonly SimulatedAlert[]): SimulatedLife {
  const nothing = { signAt: null, failedAt: null, failure: '', trappedAt: [] };
  return { ...wear(...alerts), ...nothing, scenario, isBenign: true, sound_days: 3 };
}

describe('the score of a simulated life', () => {
  it('takes the first warning between the first sign and the failure', () => {
    expect(leadOf(wear(alert('elevator-fault', 20), alert('elevator-door-wear', 30)))).toBe(18 * 3_600);
    expect(leadOf(wear(alert('elevator-fault', 20), alert('elevator-entrapment', 48)))).toBe(0);
    expect(leadOf(wear())).toBe(0);
    expect(leadOf(calm('door-held', alert('elevator-fault', 20)))).toBe(Infinity);
  });

  it('says how late the first alert was where none came before', () => {
    expect(delayOf(wear(alert('elevator-fault', 20), alert('elevator-entrapment', 48.5)))).toBe(1_800);
    expect(delayOf(wear(alert('elevator-door-wear', 30)))).toBe(0);
    expect(delayOf(wear(alert('elevator-fault', 20)))).toBe(Infinity);
  });

  it('calls false what is said of a benign life, or before the first sign', () => {
    const early = alert('elevator-fault', 20);
    expect(falseAlarmsOf(wear(early, alert('elevator-door-wear', 30)))).toEqual([early]);
    expect(falseAlarmsOf(calm('door-held', early, alert('elevator-fault', 60)))).toHaveLength(2);
  });

  it('counts an entrapment as told within a minute, by a rule that says so', () => {
    const told = wear(alert('elevator-entrapment', 48.01, 1));
    const late = wear(alert('elevator-entrapment', 48.5, 1));
    const other = wear(alert('elevator-fault', 48.01, 2));
    expect(entrapmentsOf([told, late, other])).toEqual({ trapped: 3, told: 1 });
    expect(wantedEntrapments([told])).toMatchObject({ measured: '1 of 1', reached: true });
    expect(wantedEntrapments([told, late])).toMatchObject({ measured: '1 of 2', reached: false });
    expect(wantedEntrapments([]).reached).toBeNull();
  });

  it('wants nobody said to be trapped where nobody is', () => {
    expect(wantedCalm([calm('fire-recall', alert('elevator-fire-recall', 3, 2))]).reached).toBe(true);
    expect(wantedCalm([calm('fire-recall', alert('elevator-entrapment', 3, 1))]).reached).toBe(false);
  });

  it('wants the lead in every life', () => {
    const wanted = { name: 'door-wear', lead_s: 12 * 3_600 };
    const good = wear(alert('elevator-door-wear', 30));
    expect(wantedLead([good, good], wanted)).toMatchObject({
      measured: '2 of 2, at least 18.0 h',
      reached: true,
    });
    expect(wantedLead([good, wear()], wanted)).toMatchObject({
      measured: '1 of 2, at least –',
      reached: false,
    });
    expect(wantedLead([], wanted).reached).toBeNull();
  });

  it('leaves notices out of what healthy devices may say', () => {
    const lives = [
      calm('healthy-elevator', alert('elevator-vibration', 3, 4)),
      calm('healthy-water', alert('water-depth', 3)),
      calm('door-held', alert('elevator-door-failing', 3)),
    ];
    expect(healthyRate(lives)).toEqual({ days: 6, alerts: 1, notices: 1 });
    expect(wantedHealthy(lives).reached).toBe(false);
    expect(wantedHealthy(lives.slice(0, 1)).reached).toBe(true);
  });

  it('shows leads by rule, and false alarms by device-day', () => {
    const lives = [wear(alert('elevator-fault', 20), alert('elevator-door-wear', 30)), wear()];
    expect(leadTable(lives).rows).toEqual([
      ['door-wear', '20 s', 'entrapment', 'any', 2, 1, '9.0 h', '108 min', '24.0 h', '0 %', 'never'],
      ['', '', '', 'elevator-door-wear, minor', 2, 1, '9.0 h', '108 min', '', '', ''],
    ]);
    expect(falseTable([...lives, calm('tide')]).rows).toEqual([
      ['door-wear', '20 s', '2.0', 'elevator-fault, minor', 1, '0.500'],
      ['tide', '20 s', '3.0', 'none', 0, '0'],
    ]);
    expect([40, 600, 36_000, 259_200].map(toTime)).toEqual(['40 s', '10 min', '10.0 h', '3.0 d']);
  });
});

describe('simulated lives through the shipped rules', () => {
  let rules: readonly Rule[] = [];
  beforeAll(async () => {
    ({ rules } = await loadRules(join(import.meta.dirname, '../../rules/defaults')));
  });
  const live = (name: string): SimulatedLife => {
    const scenario = scenarios.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`no ${name}`);
    return liveThrough(rules, { scenario, seed: 7, interval_s: 20, days: null });
  };

  it('tell of somebody who is trapped, and not of a power cut', () => {
    expect(entrapmentsOf([live('entrapment')])).toEqual({ trapped: 1, told: 1 });
    const dark = live('lift-power-loss');
    expect(dark.alerts.map(({ ruleId }) => ruleId)).toEqual(['elevator-mains-lost']);
    expect(wantedCalm([dark]).reached).toBe(true);
  });

  it('tell of a pump a day before it fails', () => {
    const life = live('failing-pump');
    expect(leadOf(life, ({ ruleId }) => ruleId === 'water-pump-runs-long')).toBeGreaterThan(86_400);
    expect(life.sound_days).toBeLessThan(life.days);
  });
});

it('covers every scenario, with other lives for another seed', () => {
  const cases = simulatedCases(1);
  expect(new Set(cases.map(({ scenario }) => scenario.name)).size).toBe(scenarios.length);
  const seeds = new Set(cases.map(({ seed }) => seed));
  expect(simulatedCases(2).some(({ seed }) => seeds.has(seed))).toBe(false);
});
