/* oxlint-disable unicorn/no-thenable -- `then` is a key of the format; its value is never a function */
import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, testStart, type TestDevice } from './test-device.ts';

const wet = { metric: 'depth_m', at_least: 0.3 };
const rain = { metric: 'rain_mm_h', at_least: 5 };
const pump = { metric: 'pump_running', equals: 1 };

/** Readings a minute apart, as letters: r it rains, w it is wet, p it pumps, ? nobody knows, . nothing. */
function play(device: TestDevice, minutes: string): number[] {
  return minutes.split(' ').map((letters, minute) => {
    const known = (letter: string, yes: number) => (letters.includes(letter) ? yes : 0);
    const values = { rain_mm_h: known('r', 9), depth_m: known('w', 1), pump_running: known('p', 1) };
    const unknown = { rain_mm_h: NaN, depth_m: NaN, pump_running: NaN };
    return device.read(minute * 60, letters === '?' ? unknown : values);
  });
}

describe('one condition and then another', () => {
  const sequence = { sequence: { first: rain, then: wet, within_s: 120 } };

  it.each([
    ['. r . w w .', [0, 0, 0, 1, 1, 0]],
    ['. r . . w w', [0, 0, 0, 0, 0, 0]],
    ['. w r w rw w', [0, 0, 0, 1, 1, 1]],
    ['. w wr w w .', [0, 0, 0, 0, 0, 0]],
    ['r . w . w .', [0, 0, 1, 0, 0, 0]],
    ['. rw . . . .', [0, 1, 0, 0, 0, 0]],
    ['. r ? w . .', [0, 0, unknownLevel, 1, 0, 0]],
    ['w ? w r w .', [0, unknownLevel, 0, 0, 1, 0]],
  ])('%s', (minutes, levels) => {
    expect(play(createTestDevice(sequence), minutes)).toEqual(levels);
  });

  it.each([
    ['. r . w w .', [0, 0, 0, 1, 1, 0]],
    ['. r p w w .', [0, 0, 0, 0, 0, 0]],
    ['. r ? w w .', [0, 0, unknownLevel, 0, 0, 0]],
    ['. r w wp w .', [0, 0, 1, 0, 0, 0]],
  ])('without a third: %s', (minutes, levels) => {
    const without = { sequence: { ...sequence.sequence, without: pump } };
    expect(play(createTestDevice(without), minutes)).toEqual(levels);
  });

  it('without a third that may have come in a silence is not told', () => {
    const said = [{}, { without: pump }].map((more) => {
      const device = createTestDevice({ sequence: { first: rain, then: wet, within_s: 900, ...more } });
      device.read(0, { rain_mm_h: 9, depth_m: 0, pump_running: 0 });
      return device.read(400, { rain_mm_h: 9, depth_m: 1, pump_running: 0 });
    });
    expect(said).toEqual([1, 0]);
  });

  it('goes by when each began, not by when that was seen', () => {
    const lasting = { duration: { of: wet, over_s: 120 } };
    const device = createTestDevice({ sequence: { first: rain, then: lasting, within_s: 600 } });
    device.read(0, { rain_mm_h: 0, depth_m: 0 });
    device.read(60, { rain_mm_h: 0, depth_m: 1 });
    // It has lasted since second 180, the rain is ten seconds younger.
    expect(device.read(190, { rain_mm_h: 9, depth_m: 1 })).toBe(0);
  });

  it('gives the evidence of what came', () => {
    const device = createTestDevice(sequence);
    play(device, '. r . w');
    expect(device.verdict()).toMatchObject({ metric: 0, value: 1, time: testStart + 180_000 });
    expect(device.evaluator).toMatchObject({ quantity: 'value', thresholds: [0.3], comparison: '>=' });
  });

  it('gives the measure of what came, where several may', () => {
    const jump = { change: { metric: 'depth_m', at_least: 0.5, within_s: 600 } };
    const device = createTestDevice({
      sequence: { first: rain, then: { any: [{ ...wet, at_least: 9 }, jump] }, within_s: 600 },
    });
    play(device, '. r . w');
    const { level, measure, value } = device.verdict();
    expect([level, value]).toEqual([1, 1]);
    expect(device.evaluator.measures?.[measure]).toMatchObject({ quantity: 'change', thresholds: [0.5] });
  });
});

describe('a condition that should have followed', () => {
  const missing = { sequence: { first: wet, missing: pump, within_s: 150 } };

  it.each([
    ['. w w w w wp wp', [0, 0, 0, 0, 1, 0, 0]],
    ['. w w wp w w w', [0, 0, 0, 0, 0, 0, 0]],
    ['. wp w w w w w', [0, 0, 0, 0, 0, 0, 0]],
    ['. w . . . . p', [0, 0, 0, 0, 1, 1, 0]],
    // The time starts again once it is known again.
    ['. w ? w w w w', [0, 0, unknownLevel, 0, 0, 0, 1]],
  ])('%s', (minutes, levels) => {
    expect(play(createTestDevice(missing), minutes)).toEqual(levels);
  });

  it('is told when its time is over, to the moment', () => {
    const device = createTestDevice(missing);
    play(device, '. w');
    expect(device.wakeAt_s()).toBe(210);
    expect([device.pass(209.999), device.pass(210)]).toEqual([0, 1]);
    expect(device.evaluator).toMatchObject({ quantity: 'wait_s', thresholds: [150] });
    expect(device.verdict().value).toBe(150);
    expect(device.verdict()).toMatchObject({ since: testStart + 210_000, metric: 0 });
    play(device, '. w . . . .');
    expect(device.wakeAt_s()).toBe(Infinity);
  });

  it('is not told of a device that has gone silent before', () => {
    const device = createTestDevice({ sequence: { first: wet, missing: pump, within_s: 400 } });
    play(device, '. w');
    expect([device.wakeAt_s(), device.pass(460)]).toEqual([Infinity, unknownLevel]);
    expect(device.read(470, { depth_m: 1, pump_running: 0, rain_mm_h: 0 })).toBe(0);
  });
});
