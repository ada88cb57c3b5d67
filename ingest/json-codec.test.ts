import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedValues, ReadingFlag } from '../domain/reading.ts';
import { brokenPayloads } from '../test/support/broken-payloads.ts';
import { decodeJson } from './json-codec.ts';

const receivedAt = Date.UTC(2026, 10, 21, 8, 0, 1);

function decode(payload: string | Uint8Array) {
  return decodeJson({
    receivedAt,
    kind: 'smoke',
    deviceId: 'SD-1',
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
  });
}

describe('decodeJson', () => {
  it('reads what the contract shows', () => {
    const { readings, problems } = decode(
      '{"time":"2026-11-21T08:00:00.250Z","seq":42,"values":{"obscuration_pct_m":0.8,"temperature_c":24.1,"battery_pct":97}}',
    );
    expect(problems).toEqual([]);
    expect(readings).toHaveLength(1);
    const [reading] = readings;
    expect(reading).toMatchObject({
      deviceId: 'SD-1',
      kind: 'smoke',
      seq: 42,
      flags: 0,
      extra: null,
      receivedAt,
    });
    expect(reading?.time).toBe(Date.UTC(2026, 10, 21, 8, 0, 0, 250));
    expect(namedValues(reading!)).toEqual({ obscuration_pct_m: 0.8, temperature_c: 24.1, battery_pct: 97 });
  });

  it('reads an array in its order, times in milliseconds, switches as booleans', () => {
    const { readings } = decode(
      `[{"time":${receivedAt - 20_000},"values":{"alarm":true}},{"time":${receivedAt},"values":{"alarm":0}}]`,
    );
    expect(readings.map((reading) => [reading.time - receivedAt, namedValues(reading)])).toEqual([
      [-20_000, { alarm: 1 }],
      [0, { alarm: 0 }],
    ]);
  });

  it('takes the arrival where there is no time, and flags it', () => {
    const [reading] = decode('{"values":{"temperature_c":21}}').readings;
    expect(reading).toMatchObject({ time: receivedAt, flags: ReadingFlag.timeMissing });
  });

  it('keeps unknown metrics and flags them', () => {
    const { readings, problems } = decode(
      '{"values":{"humidity_pct":40,"vendor":"x\\u0000y","__proto__":1}}',
    );
    expect(problems).toEqual([]);
    expect(JSON.stringify(readings[0]?.extra)).toBe('{"humidity_pct":40,"vendor":"x\uFFFDy","__proto__":1}');
    expect(readings[0]!.flags & ReadingFlag.unknownMetric).toBe(ReadingFlag.unknownMetric);
  });

  it('keeps a physically impossible value and flags it', () => {
    const [reading] = decode('{"values":{"temperature_c":1e300}}').readings;
    expect(namedValues(reading!)).toEqual({ temperature_c: 1e300 });
    expect(reading!.flags & ReadingFlag.outOfRange).toBe(ReadingFlag.outOfRange);
  });

  it('hears the alarm beside a broken thermometer and a dead clock', () => {
    const { readings, problems } = decode('{"time":0,"values":{"temperature_c":"--","alarm":1}}');
    expect(namedValues(readings[0]!)).toEqual({ alarm: 1 });
    expect(readings[0]).toMatchObject({ time: receivedAt, extra: { temperature_c: '--', device_time: 0 } });
    expect(problems.map((problem) => problem.code)).toEqual(['bad-value', 'bad-time']);
  });

  it.each(brokenPayloads.map((item) => [item.name, item] as const))(
    'refuses %s with its reason',
    (_, item) => {
      const { readings, problems } = decode(item.payload);
      expect(problems[0]?.code).toBe(item.code);
      expect(readings).toHaveLength(item.readings);
    },
  );

  it('never throws, and explains whatever it does not read', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({
          time: fc.anything(),
          seq: fc.anything(),
          values: fc.dictionary(fc.string(), fc.anything()),
        })
        .map((body) =>
          Buffer.from(JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? 1 : value))),
        ),
    );
    fc.assert(
      fc.property(anything, (payload) => {
        const { readings, problems } = decode(payload);
        expect(readings.length + problems.length).toBeGreaterThan(0);
        for (const reading of readings) expect(() => JSON.stringify(reading.extra)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});
