import { afterEach, describe, expect, it } from 'vitest';
import { evidenceQuantities, type AlertEvidence } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { evidenceWords, type EvidenceWords } from './evidence-words.ts';
import { language } from '../shell/language.ts';
import { testAlert } from './test-alert.ts';

afterEach(() => {
  language.value = 'zh';
});

function evidenceOf(changes: Partial<AlertEvidence>): AlertEvidence {
  return {
    metric: 'depth_m',
    quantity: 'value',
    value: 0,
    threshold: 0,
    comparison: '>=',
    since: 0,
    time: 0,
    readings: [],
    onDelay_s: 0,
    facts: {},
    ...changes,
  };
}

function wordsOf(
  kind: AlertWithPlace['kind'],
  changes: Partial<AlertEvidence>,
  about: Partial<AlertWithPlace> & { now?: number } = {},
): EvidenceWords {
  const { now = 0, ...alert } = about;
  return evidenceWords({ ...testAlert({ kind, ...alert }), evidence: evidenceOf(changes) }, () => now);
}

function line({ label, value, limit, detail }: EvidenceWords): string {
  return [label, value, limit, detail].filter((part) => part !== null).join(' | ');
}

describe('evidence in words', () => {
  it.each([
    ['water', { value: 0.314, threshold: 0.27 }, '水深 | 0.314 m | ≥ 0.270 m', 'Depth | 0.314 m | ≥ 0.270 m'],
    ['smoke', { metric: 'alarm', value: 1, threshold: 1, comparison: '==' }, '火警 | 是', 'Fire alarm | Yes'],
    // Of several codes that count, one is the threshold; the value is another.
    [
      'elevator',
      { metric: 'fault_code', value: 41, threshold: 2, comparison: '==' },
      '故障代码 | 41',
      'Fault code | 41',
    ],
    [
      'water',
      {
        quantity: 'ratePerMinute',
        value: 0.012,
        threshold: 0.01,
        readings: [{ metric: 'depth_m', value: 0.18, time: 0 }],
        facts: { depth_m_per_min: 0.012 },
      },
      '水深 | 每分钟上升 1.2 cm | 限值 1 cm | 现在 0.180 m',
      'Depth | rising 1.2 cm a minute | limit 1 cm | now 0.180 m',
    ],
    [
      'smoke',
      {
        metric: 'temperature_c',
        quantity: 'ratePerMinute',
        value: -8.312,
        threshold: -5,
        comparison: '<=',
      },
      '温度 | 每分钟下降 8.31 °C | 限值 5 °C',
      'Temperature | falling 8.31 °C a minute | limit 5 °C',
    ],
    [
      'smoke',
      { metric: 'temperature_c', quantity: 'ratePerMinute', value: 0.2, threshold: 0.5, comparison: '<=' },
      '温度 | 每分钟上升 0.2 °C | ≤ 0.5 °C',
      'Temperature | rising 0.2 °C a minute | ≤ 0.5 °C',
    ],
    [
      'electrical',
      {
        metric: 'residual_current_ma',
        quantity: 'ratio',
        value: 20.04,
        threshold: 20,
        facts: { ratio: 20.04, compared_with_current_l1_a: 5 },
      },
      '剩余电流 | 是对照值的 20 倍 | 限值 20 倍 | 对照值 5.0 A',
      'Residual current | 20 times what it is compared with | limit 20 times | compared with 5.0 A',
    ],
    [
      'electrical',
      {
        metric: 'cable_temperature_l1_c',
        quantity: 'difference',
        value: -21,
        threshold: -20,
        comparison: '<=',
        facts: { difference: -21, compared_with_cable_temperature_l2_c: 61 },
      },
      'L1 线缆温度 | 比对照值低 21 °C | 限值 20 °C | 对照值 61.0 °C',
      'Cable temperature L1 | 21 °C below what it is compared with | limit 20 °C | compared with 61.0 °C',
    ],
    [
      'electrical',
      {
        metric: 'residual_current_ma',
        quantity: 'deviation',
        value: 8.9,
        threshold: 6,
        readings: [{ metric: 'residual_current_ma', value: 128, time: 0 }],
        facts: { deviation_sd: 8.9, usual_residual_current_ma: 41 },
      },
      '剩余电流 | 偏离平时 8.9 倍标准差 | 限值 6 | 平时 41 mA，现在 128 mA',
      'Residual current | 8.9 standard deviations off the usual | limit 6 | usually 41 mA, now 128 mA',
    ],
    [
      'water',
      { quantity: 'change', value: 0.62, threshold: 0.5, facts: { jump_depth_m: -0.62 } },
      '水深 | 突降 62 cm | 限值 50 cm',
      'Depth | fell at once by 62 cm | limit 50 cm',
    ],
    [
      'elevator',
      {
        metric: 'fault_code',
        quantity: 'count',
        value: 3,
        threshold: 3,
        facts: { count: 3, within_s: 600 },
      },
      '故障代码 | 10 分钟内 3 次 | 限值 3 次',
      'Fault code | 3 times within 10 min | limit 3 times',
    ],
    [
      'elevator',
      { metric: '', quantity: 'count', value: 1, threshold: 1, facts: { count: 1, within_s: 90 } },
      '规则条件 | 90 秒内 1 次 | 限值 1 次',
      'Condition | once within 90 s | limit once',
    ],
    [
      'water',
      {
        quantity: 'duration_s',
        value: 480,
        threshold: 420,
        readings: [{ metric: 'depth_m', value: 0.31, time: 0 }],
        facts: { held_s: 480, covered_s: 590, over_s: 600 },
      },
      '水深 | 近 10 分钟内条件成立 8 分钟 | 限值 7 分钟 | 现在 0.310 m',
      'Depth | condition held 8 min of the last 10 min | limit 7 min | now 0.310 m',
    ],
    [
      'water',
      { quantity: 'still_s', value: 21_660, threshold: 21_600, facts: { still_at_depth_m: 0.402 } },
      '水深 | 已 6 小时不变 | 限值 6 小时 | 停在 0.402 m',
      'Depth | unchanged for 6 h | limit 6 h | at 0.402 m',
    ],
    [
      'smoke',
      { metric: '', quantity: 'silence_s', value: 95, threshold: 90, facts: { silence_s: 95 } },
      '通信 | 已 95 秒无数据 | 限值 90 秒',
      'Contact | no data for 95 s | limit 90 s',
    ],
    [
      'water',
      { quantity: 'wait_s', value: 150, threshold: 150 },
      '水深 | 等待 2.5 分钟未出现 | 限值 2.5 分钟',
      'Depth | waited 2.5 min in vain | limit 2.5 min',
    ],
    [
      'elevator',
      {
        metric: 'door_closed',
        quantity: 'state',
        value: 1,
        threshold: 1,
        readings: [{ metric: 'door_closed', value: 0, time: 0 }],
        facts: { state: 2, in_state_s: 60 },
      },
      '门已关 | 否 | 该状态已 60 秒',
      'Door closed | No | for 60 s in this state',
    ],
    [
      'elevator',
      { metric: '', quantity: 'state', value: 1, threshold: 1, facts: { state: 2, in_state_s: 0 } },
      '规则条件 | 处于告警状态',
      'Condition | in a state of alarm',
    ],
    [
      'water',
      { metric: '', quantity: 'schedule', value: 1, threshold: 1 },
      '时段 | 在规定时段内',
      'Hours | within the hours of the rule',
    ],
    [
      'smoke',
      { metric: '', quantity: 'devices', value: 3, threshold: 2 },
      '同时告警设备数 | 3 台设备 | 限值 2 台设备',
      'Devices together | 3 devices | limit 2 devices',
    ],
    [
      'smoke',
      { metric: '', quantity: 'dueDate', value: 20261213, threshold: 20261113, facts: { devices: 12 } },
      '到期日 | 2026-12-13 | 12 台设备',
      'Due on | 2026-12-13 | 12 devices',
    ],
  ] as const)('%s %o', (...[kind, changes, zh, en]) => {
    expect(line(wordsOf(kind, changes))).toBe(zh);
    language.value = 'en';
    expect(line(wordsOf(kind, changes))).toBe(en);
  });

  it('has words for every quantity, with as little as an old record holds', () => {
    for (const quantity of evidenceQuantities) {
      for (const metric of ['depth_m', '']) {
        const said = line(wordsOf('water', { metric, quantity, value: 7, threshold: 5 }));
        expect(said).not.toMatch(/undefined|NaN|null|\{/);
      }
    }
  });

  it('tells how long a silence has lasted by now, for as long as it lasts', () => {
    const silence = { metric: '', quantity: 'silence_s', value: 90, threshold: 90, onDelay_s: 30 } as const;
    const about = { receivedAt: 1_000_000, now: 1_000_000 + 3_600_000 } as const;
    expect(wordsOf('smoke', silence, { ...about, condition: 'active' }).value).toBe('已 62 分钟无数据');
    expect(wordsOf('smoke', silence, { ...about, condition: 'normal' }).value).toBe('已 2 分钟无数据');
    // What should have been silent and was heard a moment ago.
    const heard = { ...silence, comparison: '<=', value: 3 } as const;
    expect(line(wordsOf('smoke', heard, { ...about, condition: 'active' }))).toBe(
      '通信 | 已 3 秒无数据 | ≤ 90 秒',
    );
  });

  it('asks for the time only where the words change with it', () => {
    const about = testAlert({ kind: 'water' });
    for (const quantity of evidenceQuantities) {
      if (quantity === 'silence_s') continue;
      evidenceWords({ ...about, evidence: evidenceOf({ quantity }) }, () => expect.fail(quantity));
    }
  });
});
