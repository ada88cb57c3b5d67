import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, levelsOf, testStart, type TestDevice } from './test-device.ts';

const open = { metric: 'door_closed', equals: 0 };
const closed = { metric: 'door_closed', equals: 1 };
/** A door that stands open for a minute. */
const door = {
  machine: {
    initial: 'closed',
    alarm: ['held'],
    transitions: [
      { from: 'closed', to: 'open', when: open },
      { from: 'open', to: 'closed', when: closed },
      { from: 'open', to: 'held', after_s: 60 },
      { from: 'held', to: 'closed', when: closed },
    ],
  },
};

function doors(device: TestDevice, values: readonly number[]): number[] {
  return levelsOf(device, 'door_closed', { step_s: 20, values });
}

describe('a machine', () => {
  it('goes from state to state, and by time to the moment', () => {
    const device = createTestDevice(door, 'elevator');
    expect(doors(device, [1, 0, 0, 1, 0, 0])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(device.wakeAt_s()).toBe(140);
    expect([device.pass(139.999), device.pass(140)]).toEqual([0, 1]);
    expect(device.verdict()).toMatchObject({ since: testStart + 140_000, metric: 3, value: 1 });
    expect(device.evaluator).toMatchObject({ quantity: 'state', thresholds: [1] });
    expect([device.read(150, { door_closed: 0 }), device.read(170, { door_closed: 1 })]).toEqual([1, 0]);
  });

  it('does the same whether time was looked at or not', () => {
    const device = createTestDevice(door, 'elevator');
    expect(doors(device, [0, 0, 0, 0])).toEqual([0, 0, 0, 1]);
    expect(device.verdict().since).toBe(testStart + 60_000);
  });

  it('does not let its time run while nobody knows', () => {
    const device = createTestDevice(door, 'elevator');
    device.read(0, { door_closed: 0 });
    device.read(20, { door_closed: NaN });
    expect([device.pass(60), device.wakeAt_s()]).toEqual([unknownLevel, Infinity]);
    expect(device.read(70, { door_closed: 0 })).toBe(0);
    expect([device.pass(129.999), device.pass(130)]).toEqual([0, 1]);
    const silent = createTestDevice(door, 'elevator');
    silent.read(0, { door_closed: 0 });
    silent.read(91, { door_closed: 0 });
    expect([silent.pass(150), silent.pass(151)]).toEqual([1, 1]);
  });

  it('keeps its alarm unknown, not cleared, while its way out is unknown', () => {
    const device = createTestDevice(door, 'elevator');
    doors(device, [0, 0, 0, 0]);
    device.read(80, { door_closed: NaN });
    expect(device.verdictWhenOpen().level).toBe(unknownLevel);
    device.read(100, { door_closed: 0 });
    expect(device.verdictWhenOpen().level).toBe(1);
  });

  it('is unknown in a state that time has led to and whose way out nobody knows', () => {
    const transitions = [
      ...door.machine.transitions.slice(0, 3),
      { from: 'held', to: 'closed', when: { metric: 'service_mode', equals: 2 } },
    ];
    const device = createTestDevice({ machine: { ...door.machine, transitions } }, 'elevator');
    expect(doors(device, [0, 0, 0, 0])).toEqual([0, 0, 0, unknownLevel]);
    expect(device.read(80, { door_closed: 0, service_mode: 1 })).toBe(1);
  });

  it('waits for a condition and a time together', () => {
    const lasting = {
      machine: {
        initial: 'calm',
        alarm: ['loud'],
        transitions: [
          { from: 'calm', to: 'loud', when: { metric: 'vibration_mm_s2', at_least: 100 }, after_s: 30 },
          { from: 'loud', to: 'calm', when: { metric: 'vibration_mm_s2', at_most: 50 } },
        ],
      },
    };
    const device = createTestDevice(lasting, 'elevator');
    expect(levelsOf(device, 'vibration_mm_s2', { step_s: 20, values: [200, 200] })).toEqual([0, 0]);
    expect([device.wakeAt_s(), device.pass(30)]).toEqual([30, 1]);
    expect(device.read(40, { vibration_mm_s2: 20 })).toBe(0);
    expect([device.read(60, { vibration_mm_s2: 20 }), device.wakeAt_s()]).toEqual([0, Infinity]);
  });

  it('that time alone leads round in a circle comes to an end', () => {
    const round = {
      machine: {
        initial: 'a',
        alarm: ['b'],
        transitions: [
          { from: 'a', to: 'b', after_s: 0.001 },
          { from: 'b', to: 'a', after_s: 0.001 },
        ],
      },
    };
    const device = createTestDevice(round, 'elevator');
    device.read(0, {});
    expect([0, 1]).toContain(device.pass(80));
  });
});
