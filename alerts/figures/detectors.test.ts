import { describe, expect, it } from 'vitest';
import type { Activation } from '../../domain/activation.ts';
import type { DetectorRecord } from '../../domain/figures.ts';
import { createDetectors } from './detectors.ts';
import { minute_ms, toActivation } from './test-activations.ts';

interface Told {
  readonly finding: Activation['finding'];
  readonly lasts_s?: number;
  readonly rest?: Partial<Activation>;
}

function recordOf(told: readonly Told[]): DetectorRecord {
  const detectors = createDetectors();
  for (const [index, { finding, lasts_s, rest }] of told.entries()) {
    const one = toActivation(index, { finding, ...rest });
    detectors.add({ ...one, endedAt: lasts_s === undefined ? null : one.beganAt + lasts_s * 1000 });
  }
  return detectors.result(() => ({ zh: '一号铺', en: 'Shop 1' }))[0]!;
}

function many(count: number, told: Told): Told[] {
  return Array.from({ length: count }, () => told);
}

const cooking = { finding: 'cooking', lasts_s: 20 } as const;
const real = { finding: 'real', lasts_s: 600 } as const;

describe('a detector', () => {
  it.each<[string, readonly Told[], DetectorRecord['verdict'], number]>([
    ['with two false alarms', many(2, cooking), 'tooFew', 2],
    ['with four', many(4, cooking), 'tooFew', 4],
    ['with five', many(5, cooking), 'mostlyFalse', 5],
    ['half and half', [...many(5, cooking), ...many(5, real)], 'unclear', 10],
    ['six of eight false: it may be chance', [...many(6, cooking), ...many(2, real)], 'unclear', 8],
    ['nine of eleven false', [...many(9, cooking), ...many(2, real)], 'mostlyFalse', 11],
    ['with real ones', many(6, real), 'mostlyReal', 6],
    [
      'tested and drilled',
      [...many(20, { finding: 'test' }), ...many(20, { finding: 'drill' })],
      'tooFew',
      0,
    ],
    ['without findings', many(30, { finding: null }), 'tooFew', 0],
  ])('%s', (...[, told, verdict, judged]) => {
    const record = recordOf(told);
    expect(record).toMatchObject({ verdict, judged, announced: told.length });
    expect(record.advice.length > 0).toBe(verdict === 'mostlyFalse');
  });

  it('says what the data supports: the cause, and the delay that would have lost no real one', () => {
    const told = [...many(7, cooking), ...many(2, { finding: 'cooking', lasts_s: 90 }), ...many(2, real)];
    expect(recordOf(told).advice.map(({ en }) => en)).toEqual([
      '9 of 11 judged alerts were caused by cooking: move the detector away from the stove, or use a heat detector there.',
      'An on_delay of 30 s would have kept 7 of 9 false ones quiet; none of the 2 real ones (they would have come later).',
    ]);
  });

  it.each<[string, readonly Told[], number]>([
    ['a real one as short', [...many(9, cooking), ...many(2, { finding: 'real', lasts_s: 15 })], 1],
    ['that are critical', many(9, { ...cooking, rest: { severity: 1 } }), 1],
    ['that are not over yet', many(9, { finding: 'cooking' }), 1],
    ['whose delay is counted in already', many(9, { ...cooking, rest: { onDelay_s: 400 } }), 1],
    [
      'of many causes',
      (['cooking', 'steam', 'dust', 'insects', 'deviceFault'] as const).flatMap((finding) =>
        many(2, { finding }),
      ),
      0,
    ],
  ])('gives no such advice for %s', (...[, told, count]) => {
    expect(recordOf(told).advice).toHaveLength(count);
  });

  it('says where there were no real ones to compare with', () => {
    expect(recordOf(many(9, cooking)).advice[1]).toEqual({
      zh: '若触发延时（on_delay）为 30 秒，9 次误报中有 9 次不会发出；此间没有真实告警可供对照。',
      en: 'An on_delay of 30 s would have kept 9 of 9 false ones quiet; there were no real ones to compare with.',
    });
  });

  it('stands before those with fewer false alarms, and forecasts are not its own', () => {
    const detectors = createDetectors();
    const add = (deviceId: string, count: number, rest: Partial<Activation> = {}): void => {
      for (let index = 0; index < count; index += 1) {
        detectors.add(
          toActivation(index, { deviceId, finding: 'steam', endedAt: index * minute_ms, ...rest }),
        );
      }
    };
    add('a', 2);
    add('b', 6);
    add('c', 9, { isForecast: true });
    const records = detectors.result((id) => ({ zh: id, en: id }));
    expect(records.map(({ deviceId, false: count }) => [deviceId, count])).toEqual([
      ['b', 6],
      ['a', 2],
    ]);
  });
});
