import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, levelsOf } from './test-device.ts';

const opened = { metric: 'door_closed', equals: 0 };
const reversals = { count: { of: opened, at_least: 3, within_s: 600 } };

describe('a count', () => {
  it('counts beginnings, not readings', () => {
    const device = createTestDevice(reversals, 'elevator');
    const doors = [1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1];
    expect(levelsOf(device, 'door_closed', { step_s: 20, values: doors })).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1,
    ]);
    expect(device.evaluator.explain(device.view)).toEqual({ count: 3, within_s: 600 });
    expect(device.evaluator).toMatchObject({ quantity: 'count', thresholds: [3] });
    expect(device.verdict().value).toBe(3);
  });

  it('forgets what is older than its window', () => {
    const device = createTestDevice(reversals, 'elevator');
    for (let time_s = 0; time_s <= 900; time_s += 20) {
      const isOpen = time_s === 20 || time_s === 320 || time_s === 640;
      expect(device.read(time_s, { door_closed: isOpen ? 0 : 1 })).toBe(0);
    }
    expect(device.read(920, { door_closed: 0 })).toBe(1);
  });

  it('counts nothing that began while nobody knew', () => {
    const device = createTestDevice(reversals, 'elevator');
    const doors = [1, 0, NaN, 0, NaN, 0, NaN, 0, 1];
    expect(levelsOf(device, 'door_closed', { step_s: 20, values: doors })).not.toContain(1);
    expect(device.evaluator.explain(device.view)).toMatchObject({ count: 1 });
  });

  it('does not clear by silence: what was missed may have kept it going', () => {
    const device = createTestDevice(reversals, 'elevator');
    levelsOf(device, 'door_closed', { step_s: 20, values: [1, 0, 1, 0, 1, 0, 1] });
    expect(device.verdictWhenOpen().level).toBe(1);
    device.read(5000, { door_closed: 1 });
    expect(device.verdictWhenOpen().level).toBe(unknownLevel);
    for (let time_s = 5020; time_s <= 5600; time_s += 20) device.read(time_s, { door_closed: 1 });
    expect(device.verdictWhenOpen().level).toBe(0);
  });

  it('sees what time alone has brought about inside of it', () => {
    const unanswered = {
      sequence: { first: opened, missing: { metric: 'door_closed', equals: 1 }, within_s: 30 },
    };
    const device = createTestDevice({ count: { of: unanswered, at_least: 2, within_s: 600 } }, 'elevator');
    const doors = [1, 0, 0, 1, 0, 0, 1, 0, 1];
    expect(levelsOf(device, 'door_closed', { step_s: 20, values: doors })).toEqual([
      0, 0, 0, 0, 0, 0, 1, 1, 1,
    ]);
  });
});

describe('a counter', () => {
  const arcs = { count: { increase_of: 'arc_count', at_least: 14, within_s: 1 } };

  it('counts what it has risen by, and begins again where it falls', () => {
    const device = createTestDevice(arcs, 'electrical');
    expect(levelsOf(device, 'arc_count', { step_s: 20, values: [500, 513, 520, 534, 3, 17, 17] })).toEqual([
      0, 0, 0, 1, 0, 1, 0,
    ]);
  });

  it('adds up within its window', () => {
    const device = createTestDevice({ count: { ...arcs.count, within_s: 60 } }, 'electrical');
    expect(levelsOf(device, 'arc_count', { step_s: 20, values: [0, 5, 10, 14, 14, 14] })).toEqual([
      0, 0, 0, 1, 1, 0,
    ]);
  });

  it('does not count a rise across a gap', () => {
    const device = createTestDevice(arcs, 'electrical');
    device.read(0, { arc_count: 0 });
    expect([device.read(91, { arc_count: 500 }), device.read(181, { arc_count: 514 })]).toEqual([0, 1]);
  });

  it('is unknown while its value is bad', () => {
    const device = createTestDevice(arcs, 'electrical');
    expect(levelsOf(device, 'arc_count', { step_s: 20, values: [0, NaN, 14] })).toEqual([0, unknownLevel, 1]);
  });
});
