// oxlint-disable max-params -- a history reads best in short lines
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { JournalRecord, PlaceId } from '../domain/record.ts';
import { createRulesEngine } from './engine.ts';
import { heatModel } from './foresight/heat.ts';
import { parseRuleSet } from './load-rules.ts';
import { toReading, toTelemetry } from './test-history.ts';
import { asLoaded } from './test-snapshot.ts';

const start = 1_800_000_000_000;
type Entry = Readonly<Record<string, unknown>>;

const words = {
  latching: false,
  title: { zh: '测试', en: 'Test' },
  advice: { zh: '看', en: 'Look' },
  reason: 'a test',
  source: 'a test',
  on_delay_s: 0,
  off_delay_s: 0,
};
const plain = { ...words, severity: 'major' };
const hot = { ...plain, id: 'smoke-hot', when: { metric: 'temperature_c', at_least: 57 } };
const forecast = {
  metric: 'temperature_c',
  breach: 'smoke-hot',
  within_s: 120,
  model: 'heat',
  min_probability: 0.5,
  keep_probability: 0.1,
};
const ahead = { ...plain, id: 'smoke-ahead', when: { forecast } };
const quorum = { rules: ['smoke-*'], at_least: 2, of: 'site', within_s: 300 };
const together = { ...plain, id: 'together', when: { quorum } };

function filesOf(smoke: readonly Entry[], any: readonly Entry[] = []) {
  const files = [
    { name: 'smoke.yaml', text: JSON.stringify({ kind: 'smoke', rules: smoke }) },
    ...(any.length === 0 ? [] : [{ name: 'any.yaml', text: JSON.stringify({ kind: 'any', rules: any }) }]),
  ];
  expect(parseRuleSet(files).errors).toEqual([]);
  return files;
}

/** An engine that is told of one thing after the other, at seconds from the start; it can be saved and restored. */
function begin(smoke: readonly Entry[], any: readonly Entry[] = []) {
  let engine = createRulesEngine({ rules: parseRuleSet(filesOf(smoke, any)).rules });
  let offset = 0;
  const say = (record: JournalRecord): readonly AlertChange[] => {
    offset += 1;
    return engine.evaluate({ offset, record });
  };
  return {
    read: (at_s: number, temperature_c: number, deviceId = 'smoke-1') =>
      say(toTelemetry([{ ...toReading('smoke', start + at_s * 1000, { temperature_c }), deviceId }])),
    tick: (at_s: number) => say({ type: 'tick', at: start + at_s * 1000 }),
    place: (at_s: number, path: readonly PlaceId[], deviceId = 'smoke-1', kind: SensorKind = 'smoke') =>
      say({ type: 'placement', at: start + at_s * 1000, deviceId, kind, path }),
    edit: (at_s: number, rules: readonly Entry[], across: readonly Entry[] = []) =>
      say({
        type: 'rules',
        at: start + at_s * 1000,
        by: 'me',
        comment: null,
        files: filesOf(rules, across),
      }),
    restart() {
      const pieces = asLoaded(engine.snapshot());
      engine = createRulesEngine();
      engine.restore(pieces);
    },
  };
}

function linesOf(changes: readonly AlertChange[]): readonly string[] {
  return changes.map(({ ruleId, scope, change }) => `${ruleId} ${scope.id} ${change}`);
}

/** Burns until the forecast is told; returns that, and the second after it. */
function foretell(street: ReturnType<typeof begin>): { raised: AlertChange; next: number } {
  for (let second = 0; second < 200; second += 1) {
    const [raised] = street.read(second, 20 + 0.015 * Math.max(0, second - 60) ** 2);
    if (raised !== undefined) return { raised, next: second + 1 };
  }
  throw new Error('nothing was foretold');
}

describe('an edit while an alert is open', () => {
  const levels = [
    { at_least: 40, severity: 'minor' },
    { at_least: 50, severity: 'major' },
    { at_least: 60, severity: 'critical' },
  ];
  const leveled = { ...words, id: 'smoke-hot', when: { metric: 'temperature_c', levels } };

  it('tells that it is worse or less bad now', () => {
    const street = begin([hot]);
    const [raised] = street.read(0, 60);
    expect(street.edit(1, [{ ...hot, severity: 'critical' }])).toMatchObject([
      { change: 'worsen', severity: 1, alertId: raised!.alertId },
    ]);
    expect(street.edit(2, [{ ...hot, severity: 'minor' }])).toMatchObject([{ change: 'ease', severity: 3 }]);
    expect(street.edit(3, [{ ...hot, severity: 'minor', on_delay_s: 20 }])).toEqual([]);
    expect(street.read(20, 20)).toMatchObject([{ change: 'return', alertId: raised!.alertId }]);
  });

  it('leaves unknown what was unknown', () => {
    const street = begin([hot]);
    street.read(0, 60);
    expect(street.tick(200)).toMatchObject([{ change: 'unknown' }]);
    expect(linesOf(street.edit(201, [{ ...hot, severity: 'critical' }]))).toEqual([
      'smoke-hot smoke-1 worsen',
      'smoke-hot smoke-1 unknown',
    ]);
    expect(street.read(220, 60)).toMatchObject([{ change: 'known', severity: 1 }]);
  });

  it('with fewer levels than were told, tells the worst that is left', () => {
    const street = begin([leveled]);
    expect(street.read(0, 70)).toMatchObject([{ change: 'raise', severity: 1 }]);
    const fewer = { ...leveled, when: { metric: 'temperature_c', levels: levels.slice(0, 2) } };
    expect(street.edit(1, [fewer])).toMatchObject([{ change: 'ease', severity: 2 }]);
    expect(street.read(20, 45)).toMatchObject([{ change: 'ease', severity: 3 }]);
  });

  it('tells of what was only an ingredient so far, and gives up what is one from now on', () => {
    const street = begin([{ ...hot, announce: false }]);
    expect(street.read(0, 60)).toEqual([]);
    const [raised] = street.edit(1, [hot]);
    expect(raised).toMatchObject({ change: 'raise', eventTime: start + 1000 });
    expect(street.edit(2, [{ ...hot, announce: false }])).toMatchObject([
      { change: 'unknown', alertId: raised!.alertId },
    ]);
    expect(street.edit(3, [])).toEqual([]);
  });

  it('that turns the rule into a forecast gives the alert up, and the other way round', () => {
    const street = begin([{ ...hot, id: 'smoke-ahead' }, hot]);
    expect(street.read(0, 60)).toHaveLength(2);
    expect(linesOf(street.edit(1, [ahead, hot]))).toEqual(['smoke-ahead smoke-1 unknown']);
    street.read(10, 20);
    const later = begin([ahead, hot]);
    const { raised, next } = foretell(later);
    expect(later.edit(next, [{ ...hot, id: 'smoke-ahead' }, hot])).toMatchObject([
      { change: 'return', alertId: raised.alertId, outcome: { result: 'lost' } },
    ]);
  });
});

describe('an edit while a forecast is open', () => {
  it('ends it with its rule, and nobody knows what came of it', () => {
    const street = begin([ahead, hot]);
    const { raised, next } = foretell(street);
    expect(street.edit(next, [hot])).toMatchObject([
      {
        change: 'return',
        alertId: raised.alertId,
        outcome: { result: 'lost', madeAt: raised.eventTime, breachedAt: null },
      },
    ]);
    expect(street.tick(1000)).toEqual([]);
  });

  it('ends it when the breach that it is about becomes another', () => {
    const street = begin([ahead, hot]);
    const { raised, next } = foretell(street);
    const other = { ...hot, when: { ...hot.when, at_least: 70 } };
    const changes = street.edit(next, [ahead, other]);
    expect(changes[0]).toMatchObject({
      change: 'return',
      alertId: raised.alertId,
      outcome: { result: 'lost' },
    });
  });

  it('lets it go on when only the operating point becomes another', () => {
    const street = begin([ahead, hot]);
    const { raised, next } = foretell(street);
    const other = { ...ahead, when: { forecast: { ...forecast, min_probability: 0.4 } } };
    expect(street.edit(next, [other, hot])).toEqual([]);
    expect(street.read(next + 1, 60).filter(({ ruleId }) => ruleId === 'smoke-ahead')).toMatchObject([
      { change: 'return', alertId: raised.alertId, outcome: { reason: 'breached' } },
    ]);
  });
});

describe('a quorum', () => {
  const kitchen: readonly PlaceId[] = ['site:kitchen', 'building:b1'];
  const cellar: readonly PlaceId[] = ['site:cellar', 'building:b1'];

  function burn(any: readonly Entry[]): ReturnType<typeof begin> {
    const street = begin([hot], any);
    for (const id of ['a', 'b', 'c']) street.place(0, kitchen, id);
    expect(linesOf(street.read(1, 60, 'a'))).toEqual(['smoke-hot a raise']);
    return street;
  }

  it('goes with a device that moves', () => {
    const street = burn([together]);
    expect(linesOf(street.read(2, 60, 'b'))).toEqual(['smoke-hot b raise', 'together kitchen raise']);
    expect(linesOf(street.place(3, cellar, 'b'))).toEqual(['together kitchen return']);
    street.place(4, cellar, 'c');
    expect(linesOf(street.read(5, 60, 'c'))).toEqual(['smoke-hot c raise', 'together cellar raise']);
    street.restart();
    street.read(6, 20, 'a');
    expect(linesOf(street.read(7, 20, 'b'))).toEqual(['smoke-hot b return']);
    expect(linesOf(street.tick(307))).toContain('together cellar return');
  });

  it('counts what is active already when its rule comes or asks for less', () => {
    const street = burn([]);
    street.read(2, 60, 'b');
    const three = { ...together, when: { quorum: { ...quorum, at_least: 3 } } };
    expect(street.edit(3, [hot], [three])).toEqual([]);
    expect(linesOf(street.edit(4, [hot], [together]))).toEqual(['together kitchen raise']);
    expect(linesOf(street.edit(5, [hot], [three]))).toEqual(['together kitchen return']);
  });

  it('is given up where it is about other places from now on, and goes on there', () => {
    const street = burn([together]);
    street.read(2, 60, 'b');
    const building = { ...together, when: { quorum: { ...quorum, of: 'building' } } };
    expect(linesOf(street.edit(3, [hot], [building]))).toEqual([
      'together kitchen unknown',
      'together b1 raise',
    ]);
    street.read(4, 20, 'a');
    expect(linesOf(street.read(5, 20, 'b'))).toEqual(['smoke-hot b return']);
    expect(linesOf(street.tick(400))).toEqual(['together b1 return']);
  });

  it('loses those whose rule is gone once their part is over', () => {
    const warm = { ...hot, id: 'smoke-warm', announce: false };
    const street = begin([hot, warm], [together]);
    for (const id of ['a', 'b']) street.place(0, kitchen, id);
    street.read(1, 60, 'a');
    street.read(2, 60, 'b');
    const other = { ...hot, when: { metric: 'obscuration_pct_m', at_least: 5 }, id: 'smoke-thick' };
    expect(linesOf(street.edit(10, [other], [together]))).toEqual([
      'smoke-hot a unknown',
      'smoke-hot b unknown',
    ]);
    expect(linesOf(street.tick(309))).toEqual([]);
    expect(linesOf(street.tick(310))).toEqual(['together kitchen return']);
  });

  it('is told as worse when it is', () => {
    const street = burn([together]);
    const [, raised] = street.read(2, 60, 'b');
    expect(street.edit(3, [hot], [{ ...together, severity: 'critical' }])).toMatchObject([
      { change: 'worsen', severity: 1, alertId: raised!.alertId },
    ]);
  });
});

describe('a place', () => {
  it('is the same after a restart, whatever kind the placement was about', () => {
    const street = begin([{ ...hot, only: { sites: ['kitchen'] } }]);
    street.read(0, 20);
    // The fleet has it down as another kind than it reports as.
    street.place(1, ['site:kitchen'], 'smoke-1', 'water');
    expect(street.read(20, 60)).toMatchObject([{ change: 'raise' }]);
    street.restart();
    expect(street.read(40, 20)).toMatchObject([{ change: 'return' }]);
  });
});

describe('a rule that broke', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('stays off for devices that come later, at places with thresholds of their own', () => {
    const overrides = [
      { site: 'kitchen', reason: 'a test', when: { metric: 'temperature_c', at_least: 50 } },
    ];
    const street = begin([ahead, { ...hot, overrides }]);
    street.place(0, ['site:kitchen'], 'late');
    street.read(0, 20);
    const broken = vi.spyOn(heatModel, 'observe').mockImplementation(() => {
      throw new Error('out of its depth');
    });
    expect(street.read(20, 20)).toMatchObject([{ ruleId: 'rule-disabled' }]);
    expect(street.read(40, 20, 'late')).toEqual([]);
    expect(broken).toHaveBeenCalledTimes(1);
  });

  it('broke at the same time whenever ticks come', () => {
    const found = [[], [300, 400]].map((ticks) => {
      vi.restoreAllMocks();
      const street = begin([ahead, hot]);
      const { next } = foretell(street);
      vi.spyOn(heatModel, 'outlook').mockImplementation(() => {
        throw new Error('no outlook');
      });
      return [...ticks, 500]
        .flatMap((at_s) => street.tick(next + at_s))
        .map(({ cause: _cause, ...said }) => said);
    });
    expect(found[0]).not.toEqual([]);
    expect(found[0]).toEqual(found[1]);
  });
});
