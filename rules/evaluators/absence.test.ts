import { describe, expect, it } from 'vitest';
import { createTestDevice, testStart } from './test-device.ts';

describe('absence', () => {
  it('begins at the exact moment at which the device is overdue, and ends when it is heard', () => {
    const device = createTestDevice({ absence: { after_s: 600 } });
    expect(device.read(0, {})).toBe(0);
    expect(device.wakeAt_s()).toBe(600);
    expect([device.pass(599.999), device.pass(600), device.pass(9999)]).toEqual([0, 1, 1]);
    expect(device.verdict()).toMatchObject({ since: testStart + 600_000, value: 9999, knownUntil: Infinity });
    expect(device.wakeAt_s()).toBe(Infinity);
    expect(device.evaluator).toMatchObject({ quantity: 'silence_s', thresholds: [600] });
    expect(device.evaluator.explain(device.view)).toEqual({ silence_s: 9999 });
    expect(device.read(10_000, {})).toBe(0);
  });

  it("takes the kind's offline limit when it gives none", () => {
    const device = createTestDevice({ absence: {} }, 'smoke');
    device.read(0, { temperature_c: 20 });
    expect([device.pass(89), device.pass(90)]).toEqual([0, 1]);
  });

  it('is not said of a device that was never heard', () => {
    const device = createTestDevice({ absence: {} });
    expect([device.pass(1e6), device.wakeAt_s()]).toEqual([0, Infinity]);
  });
});
