import { describe, expect, it } from 'vitest';
import { limitsAt } from './device-limits.ts';
import { parseRuleSet } from './load-rules.ts';

const text = `
kind: water
rules:
  - id: depth
    title: { zh: 积水, en: Flooded }
    advice: { zh: 去看, en: Go and see }
    latching: false
    reason: because
    source: ours
    when:
      metric: depth_m
      levels:
        - { at_least: 0.15, severity: minor }
        - { at_least: 0.27, severity: critical }
    on_delay_s: 0
    off_delay_s: 60
    overrides:
      - site: underpass
        reason: deep
        when:
          metric: depth_m
          levels:
            - { at_least: 0.2, severity: minor }
            - { at_least: 0.3, severity: critical }
  - id: battery
    title: { zh: 电量, en: Battery }
    advice: { zh: 去换, en: Change it }
    latching: false
    reason: because
    source: ours
    severity: notice
    when: { metric: battery_pct, at_most: 10 }
    on_delay_s: 0
    off_delay_s: 0
    only: { sites: [underpass] }
  - id: rise
    title: { zh: 上涨, en: Rising }
    advice: { zh: 去看, en: Go and see }
    latching: false
    reason: because
    source: ours
    severity: minor
    when: { rate: { metric: depth_m, over_s: 600, at_least: 0.01 } }
    on_delay_s: 0
    off_delay_s: 0
`;

describe('limits at a device', () => {
  const { rules, errors } = parseRuleSet([{ name: 'water.yaml', text }]);
  const at = (site: string, kind: 'water' | 'smoke' = 'water') =>
    limitsAt(rules, { id: 'd1', kind }, [`site:${site}`]).map(({ ruleId, comparison, value, severity }) => [
      ruleId,
      comparison,
      value,
      severity,
    ]);

  it('are those of plain values, each with its severity', () => {
    expect(errors).toEqual([]);
    expect(at('street')).toEqual([
      ['depth', '>=', 0.15, 3],
      ['depth', '>=', 0.27, 1],
    ]);
    expect(at('street', 'smoke')).toEqual([]);
  });

  it('are those of its place where that has its own', () => {
    expect(at('underpass')).toEqual([
      ['depth', '>=', 0.2, 3],
      ['depth', '>=', 0.3, 1],
      ['battery', '<=', 10, 4],
    ]);
  });
});
