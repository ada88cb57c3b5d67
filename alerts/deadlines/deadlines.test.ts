import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import { addDays, daysBetween } from '../../domain/calendar-date.ts';
import type { PlaceId } from '../../domain/record.ts';
import { createTestDesk, toAction } from '../test-changes.ts';
import { defaultDeadlineSettings as settings } from './deadline-settings.ts';
import { createDeadlines } from './deadlines.ts';
import type { DatedDevice } from './due-notices.ts';

const log = pino({ level: 'silent' });
/** Noon in Shanghai. */
const start = Date.parse('2026-11-22T04:00:00Z');
const today = '2026-11-22';

/** `newPerDay_max`: what the pace would hold back is another matter. */
function createSetting({ newPerDay_max = settings.newPerDay_max } = {}) {
  const { desk, say } = createTestDesk();
  const fleet = new Map<string, DatedDevice>();
  const said: string[] = [];
  let offset = 0;
  let day = 0;
  const create = () =>
    createDeadlines({
      devices: () => fleet.values(),
      desk,
      foldedOffset: () => offset,
      append: async ({ change }) => {
        said.push(`${change.change} ${change.scope.id} ${change.severity}`);
        say(change);
        return (offset += 1);
      },
      settings: () => ({ ...settings, newPerDay_max }),
      timeZone: () => 'Asia/Shanghai',
      now: () => start + day * 86_400_000,
      log,
    });
  let deadlines = create();
  return {
    desk,
    fleet,
    said,
    day: () => day,
    put: (id: string, endOfLifeOn: string | null, path: readonly PlaceId[] = []): void => {
      fleet.set(id, { id, kind: 'smoke', inspectionDueOn: null, endOfLifeOn, path });
    },
    lookOn: async (at: number): Promise<readonly string[]> => {
      day = at;
      await deadlines.run();
      return said.splice(0);
    },
    restart: async (): Promise<void> => {
      await deadlines.stop();
      deadlines = create();
    },
  };
}

function openOf(desk: { open(): readonly Alert[] }): readonly Alert[] {
  return desk.open().filter(({ condition }) => condition === 'active');
}

describe('a deadline', () => {
  it('is told ahead, asks again at each stage, and is overdue in the end; each once, over restarts', async () => {
    const { put, lookOn, restart, desk } = createSetting();
    put('d1', addDays(today, 35));
    const told: string[] = [];
    for (let at = 0; at < 40; at += 1) {
      for (const line of await lookOn(at)) told.push(`${at}: ${line}`);
      await restart();
      expect(await lookOn(at)).toEqual([]);
    }
    expect(told).toEqual(['5: raise d1 4', '28: worsen d1 3', '34: worsen d1 3', '36: worsen d1 2']);
    expect(desk.open()).toMatchObject([
      { severity: 2, operator: 'unacknowledged', evidence: { facts: { left_days: -1, stage_days: -1 } } },
    ]);
  });

  it('returns when the date is moved, eases when it is moved a little, and comes again for the new one', async () => {
    const { put, lookOn, desk } = createSetting();
    put('d1', addDays(today, 5));
    expect(await lookOn(0)).toEqual(['raise d1 3']);
    put('d1', addDays(today, 20));
    expect(await lookOn(0)).toEqual(['ease d1 4']);
    put('d1', addDays(today, 400));
    expect(await lookOn(1)).toEqual(['return d1 4']);
    expect(await lookOn(2)).toEqual([]);
    put('d1', addDays(today, 6));
    expect(await lookOn(2)).toEqual(['raise d1 3']);
    expect(desk.open()).toHaveLength(1);
    put('d1', null);
    expect(await lookOn(2)).toEqual(['return d1 3']);
  });

  it('that was closed lately stays closed until its next stage', async () => {
    const { put, lookOn, desk } = createSetting();
    put('d1', addDays(today, 5));
    await lookOn(0);
    const [alert] = desk.open();
    await desk.act(toAction('acknowledge', { alertId: alert?.id ?? '', version: 1 }));
    put('d1', null);
    await lookOn(0);
    expect(desk.open()).toEqual([]);
    expect(desk.recentlyClosed()).toHaveLength(1);
    put('d1', addDays(today, 5));
    // It had returned, so this is news.
    expect(await lookOn(0)).toEqual(['raise d1 3']);
  });

  it('of a batch in 15 buildings is told three notices a day, what is urgent at once', async () => {
    const { put, lookOn, desk } = createSetting();
    for (let index = 0; index < 600; index += 1) {
      put(`d${index}`, addDays(today, 30), [`building:b${index % 15}`]);
    }
    put('late', addDays(today, -3));
    expect(await lookOn(0)).toHaveLength(4);
    expect(await lookOn(0)).toEqual([]);
    for (let at = 1; at < 5; at += 1) expect(await lookOn(at)).toHaveLength(3);
    expect(await lookOn(5)).toEqual([]);
    expect(desk.open().map(({ evidence }) => evidence?.facts['devices'])).toEqual(
      expect.arrayContaining([1, ...Array.from({ length: 15 }, () => 40)]),
    );
  });

  it('waits until the desk has folded what was said', async () => {
    const said: string[] = [];
    const { desk } = createTestDesk();
    let folded = 0;
    const deadlines = createDeadlines({
      devices: () => [{ id: 'd1', kind: 'smoke', inspectionDueOn: today, endOfLifeOn: null, path: [] }],
      desk,
      foldedOffset: () => folded,
      append: async ({ change }) => {
        said.push(change.change);
        return 7;
      },
      settings: () => settings,
      timeZone: () => 'Asia/Shanghai',
      now: () => start,
      debounce_ms: 3_600_000,
      log,
    });
    await deadlines.run();
    await deadlines.run();
    expect(said).toEqual(['raise']);
    folded = 7;
    await deadlines.run();
    expect(said).toEqual(['raise', 'raise']);
    await deadlines.stop();
  });
});

describe('whatever happens to the dates', () => {
  const happening = fc.record({
    device: fc.nat(11),
    days: fc.option(fc.integer({ min: -5, max: 45 })),
    passes: fc.constantFrom(0, 0, 0, 1, 1, 6, 25),
    acknowledges: fc.boolean(),
    restarts: fc.boolean(),
  });

  it('the desk shows every device that is due exactly once, at its stage, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const setting = createSetting({ newPerDay_max: 1_000 });
        const { desk, fleet } = setting;
        for (const { device, days, passes, acknowledges, restarts } of happenings) {
          const at = setting.day() + passes;
          const now = addDays(today, at);
          // Four buildings with three devices each: groups form and end.
          const place = `building:b${device % 3}` as const;
          setting.put(`d${device}`, days === null ? null : addDays(now, days), device < 9 ? [place] : []);
          await setting.lookOn(at);
          if (restarts) await setting.restart();
          expect(await setting.lookOn(at)).toEqual([]);
          const open = openOf(desk);
          const due = [...fleet.values()].filter(
            ({ endOfLifeOn }) => endOfLifeOn !== null && daysBetween(now, endOfLifeOn) <= 30,
          );
          const counted = open.reduce((sum, { evidence }) => sum + (evidence?.facts['devices'] ?? 0), 0);
          expect(counted).toBe(due.length);
          const worst = Math.min(99, ...due.map(({ endOfLifeOn }) => daysBetween(now, endOfLifeOn ?? now)));
          const expected = worst === 99 ? null : worst < 0 ? 2 : worst <= 7 ? 3 : 4;
          const severities = open.map(({ severity }) => severity);
          expect(severities.length === 0 ? null : Math.min(...severities)).toBe(expected);
          const [alert] = desk.open();
          if (acknowledges && alert !== undefined) {
            await desk.act(toAction('acknowledge', { alertId: alert.id, version: alert.version }));
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
