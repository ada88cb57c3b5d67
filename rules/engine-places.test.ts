// oxlint-disable max-params -- a history reads best in short lines
import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { JournalRecord, PlaceId } from '../domain/record.ts';
import { createRulesEngine, type RulesEngine } from './engine.ts';
import { parseRuleSet } from './load-rules.ts';
import type { Rule } from './rule.ts';
import { toReading, toTelemetry } from './test-history.ts';

const start = 1_800_000_000_000;
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

function rulesOf(kind: SensorKind | 'any', ...rules: readonly object[]): readonly Rule[] {
  const set = [
    {
      name: `${kind}.yaml`,
      text: JSON.stringify({ kind, rules: rules.map((rule) => ({ ...plain, ...rule })) }),
    },
  ];
  const { rules: parsed, errors } = parseRuleSet(kind === 'any' ? [...set, smokeFile] : set);
  expect(errors).toEqual([]);
  return parsed;
}

const warm = { ...plain, id: 'smoke-warm', when: { metric: 'temperature_c', at_least: 45 }, announce: false };
const smoky = {
  ...plain,
  id: 'smoke-smoky',
  when: { metric: 'obscuration_pct_m', at_least: 2 },
  announce: false,
};
const smokeFile = { name: 'smoke.yaml', text: JSON.stringify({ kind: 'smoke', rules: [warm, smoky] }) };

function tell(engine: RulesEngine) {
  let offset = 0;
  return (record: JournalRecord): readonly AlertChange[] => {
    offset += 1;
    return engine.evaluate({ offset, record });
  };
}

function placement(deviceId: string, kind: SensorKind, path: readonly PlaceId[], at_s = 0): JournalRecord {
  return { type: 'placement', at: start + at_s * 1000, deviceId, kind, path };
}

function reading(
  deviceId: string,
  kind: SensorKind,
  at_s: number,
  values: Record<string, number>,
): JournalRecord {
  return toTelemetry([{ ...toReading(kind, start + at_s * 1000, values), deviceId }]);
}

function tick(at_s: number): JournalRecord {
  return { type: 'tick', at: start + at_s * 1000 };
}

describe('thresholds by place', () => {
  const rules = rulesOf('water', {
    id: 'depth',
    when: { metric: 'depth_m', at_least: 0.5 },
    overrides: [
      { area: 'g1', reason: 'low ground', when: { metric: 'depth_m', at_least: 0.3 } },
      { site: 'underpass', reason: 'a ramp', when: { metric: 'depth_m', at_least: 0.2 } },
      { device: 'W-1', reason: 'mounted high', when: { metric: 'depth_m', at_least: 0.1 } },
    ],
  });

  it.each<[string, string, readonly PlaceId[], number]>([
    ['the device', 'W-1', ['site:underpass', 'building:b', 'grid:g1'], 0.1],
    ['its site', 'W-2', ['site:underpass', 'grid:g1'], 0.2],
    ['an area around it', 'W-3', ['site:square', 'grid:g1', 'street:s'], 0.3],
    ['the rule', 'W-4', ['site:square', 'grid:g2'], 0.5],
    ['the rule, where nobody knows the place', 'W-5', [], 0.5],
  ])('the nearest wins: %s', (_name, id, path, threshold) => {
    const say = tell(createRulesEngine({ rules }));
    say(placement(id, 'water', path));
    expect(say(reading(id, 'water', 60, { depth_m: threshold - 0.01 }))).toEqual([]);
    expect(say(reading(id, 'water', 120, { depth_m: threshold }))).toMatchObject([
      { change: 'raise', evidence: { threshold } },
    ]);
  });

  it('a device that moves is judged by the new place at once, and its alert stays its alert', () => {
    const say = tell(createRulesEngine({ rules }));
    const [raised] = [
      ...say(reading('W-2', 'water', 0, { depth_m: 0.25 })),
      ...say(placement('W-2', 'water', ['site:underpass'], 30)),
    ];
    expect(raised).toMatchObject({
      change: 'raise',
      evidence: { threshold: 0.2 },
      eventTime: start + 30_000,
    });
    expect(say(placement('W-2', 'water', ['site:square', 'grid:g1'], 60))).toMatchObject([
      { change: 'return', alertId: raised!.alertId },
    ]);
  });

  it('a rule for some places does not apply elsewhere, and what it had open there is unknown', () => {
    const only = rulesOf('water', {
      id: 'depth',
      when: { metric: 'depth_m', at_least: 0.5 },
      only: { sites: ['underpass'] },
    });
    const say = tell(createRulesEngine({ rules: only }));
    expect(say(reading('W-1', 'water', 0, { depth_m: 2 }))).toEqual([]);
    expect(say(placement('W-1', 'water', ['site:underpass'], 10))).toMatchObject([{ change: 'raise' }]);
    expect(say(placement('W-1', 'water', ['site:square'], 20))).toMatchObject([{ change: 'unknown' }]);
    expect(say(reading('W-1', 'water', 60, { depth_m: 2 }))).toEqual([]);
  });
});

describe('several devices of one place', () => {
  const quorum = { rules: ['smoke-*'], at_least: 2, of: 'site', within_s: 300 };
  const rules = rulesOf('any', { id: 'quorum', latching: true, severity: 'critical', when: { quorum } });
  const kitchen: readonly PlaceId[] = ['site:kitchen', 'building:b1'];

  function engineWith(paths: Readonly<Record<string, readonly PlaceId[]>>) {
    const say = tell(createRulesEngine({ rules }));
    for (const [id, path] of Object.entries(paths)) say(placement(id, 'smoke', path));
    return say;
  }

  it('ring together, each below its own alarm, about the place, the first one up', () => {
    const say = engineWith({ 'SD-1': kitchen, 'SD-2': kitchen, 'SD-3': ['site:shop'] });
    expect(say(reading('SD-1', 'smoke', 10, { temperature_c: 46 }))).toEqual([]);
    expect(say(reading('SD-3', 'smoke', 20, { temperature_c: 46 }))).toEqual([]);
    expect(say(reading('SD-2', 'smoke', 40, { obscuration_pct_m: 3 }))).toMatchObject([
      {
        change: 'raise',
        ruleId: 'quorum',
        scope: { type: 'site', id: 'kitchen' },
        deviceId: 'SD-1',
        severity: 1,
        eventTime: start + 40_000,
        evidence: { value: 2, threshold: 2 },
      },
    ]);
  });

  it('count two rules of one device once, and a device for as long as its part counts', () => {
    const say = engineWith({ 'SD-1': kitchen, 'SD-2': kitchen });
    expect(say(reading('SD-1', 'smoke', 0, { temperature_c: 46, obscuration_pct_m: 3 }))).toEqual([]);
    say(reading('SD-1', 'smoke', 20, { temperature_c: 20, obscuration_pct_m: 0 }));
    // 299 s later it still counts; a second after that it would not.
    expect(say(reading('SD-2', 'smoke', 319, { temperature_c: 46 }))).toMatchObject([{ change: 'raise' }]);
    expect(say(tick(320))).toMatchObject([{ change: 'return', eventTime: start + 320_000 }]);
  });

  it('silence takes nobody out', () => {
    const say = engineWith({ 'SD-1': kitchen, 'SD-2': kitchen });
    say(reading('SD-1', 'smoke', 0, { temperature_c: 46 }));
    expect(say(tick(3600))).toEqual([]);
    expect(say(reading('SD-2', 'smoke', 3601, { temperature_c: 46 }))).toMatchObject([{ change: 'raise' }]);
  });

  it('a share counts the devices that stand there', () => {
    const share = rulesOf('any', { id: 'quorum', when: { quorum: { ...quorum, share: 0.5 } } });
    const say = tell(createRulesEngine({ rules: share }));
    for (let index = 1; index <= 6; index += 1) say(placement(`SD-${index}`, 'smoke', kitchen));
    say(reading('SD-1', 'smoke', 0, { temperature_c: 46 }));
    expect(say(reading('SD-2', 'smoke', 1, { temperature_c: 46 }))).toEqual([]);
    expect(say(reading('SD-3', 'smoke', 2, { temperature_c: 46 }))).toMatchObject([{ change: 'raise' }]);
  });

  it('are told as unknown when their rule goes', () => {
    const say = engineWith({ 'SD-1': kitchen, 'SD-2': kitchen });
    say(reading('SD-1', 'smoke', 0, { temperature_c: 46 }));
    const [raised] = say(reading('SD-2', 'smoke', 1, { temperature_c: 46 }));
    const record: JournalRecord = {
      type: 'rules',
      at: start + 2000,
      by: 'me',
      comment: null,
      files: [smokeFile],
    };
    expect(say(record)).toMatchObject([{ change: 'unknown', alertId: raised!.alertId }]);
  });
});
