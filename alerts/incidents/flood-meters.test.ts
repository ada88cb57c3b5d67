import { describe, expect, it } from 'vitest';
import type { DeskSettings, Seat } from '../../domain/desk-settings.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createLocalDays } from './local-day.ts';
import { createStory, createTestRoom, start, toRaise, type Story } from './test-room.ts';

const name = { zh: '', en: '' };
const everything: Seat = { id: 'all', name, areas: [], kinds: [] };
const { alerts, within_s } = defaultDeskSettings.alarms.flood;

function createCentre(...seats: readonly Seat[]): Story {
  return createStory({ seats } satisfies Partial<DeskSettings>);
}

function raise({ say }: Story, count: number, at_s = 0): void {
  for (let n = 0; n < count; n += 1) say(toRaise(at_s, `d${at_s}-${n}`));
}

describe('the flood meter of a seat', () => {
  it('begins with the alert that makes it a flood, and ends when fewer than half as many are left', () => {
    const story = createCentre(everything);
    const { room, tick } = story;
    raise(story, alerts / 2, 0);
    raise(story, alerts / 2 - 1, 100);
    expect(room.floods.meters()).toMatchObject([{ inWindow: alerts - 1, isFlood: false, floodsToday: 0 }]);
    raise(story, 1, 200);
    expect(room.floods.meters()).toMatchObject([
      { inWindow: alerts, isFlood: true, floodSince: start + 200_000, floodsToday: 1, floodToday_s: 0 },
    ]);
    tick(within_s);
    expect(room.floods.meters()).toMatchObject([{ isFlood: true, floodToday_s: within_s - 200 }]);
    // The first half leaves; as many as half are no end yet, so the next ones have to leave too.
    tick(within_s + 1);
    expect(room.floods.meters()).toMatchObject([{ inWindow: alerts / 2, isFlood: true }]);
    tick(within_s + 5_000);
    expect(room.floods.meters()).toEqual([
      {
        seat: 'all',
        inWindow: 0,
        isFlood: false,
        floodSince: null,
        floodToday_s: within_s + 101 - 200,
        floodsToday: 1,
        alertsToday: alerts,
      },
    ]);
  });

  it('sees the kinds and areas of the seat, with all below, and where the rule itself is about', () => {
    const story = createCentre(
      everything,
      { id: 'street', name, areas: ['s1'], kinds: [] },
      { id: 'water', name, areas: [], kinds: ['water'] },
      { id: 'both', name, areas: ['s2', 'g1'], kinds: ['smoke', 'water'] },
    );
    story.place('a', ['site:x', 'grid:g1', 'street:s1']);
    story.place('b', ['grid:g2', 'street:s2']);
    story.say(toRaise(0, 'a'));
    story.say(toRaise(0, 'b', { kind: 'water' }));
    story.say(toRaise(0, 'c', { kind: 'elevator' }));
    const counts = story.room.floods.meters().map(({ seat, inWindow }) => [seat, inWindow]);
    expect(counts).toEqual([
      ['all', 3],
      ['street', 1],
      ['water', 1],
      ['both', 2],
    ]);
  });

  it('counts what is active again, but not the past, nor what only changes', () => {
    const story = createCentre(everything);
    const { say, act, room } = story;
    say(toRaise(0, 'a'));
    say(toRaise(0, 'past', { retrospective: true }));
    act('acknowledge', 'smoke-alarm@a');
    say({ ...toRaise(1, 'a', { severity: 2 }), change: 'worsen' });
    say({ ...toRaise(2, 'a'), change: 'return' });
    expect(room.floods.meters()).toMatchObject([{ alertsToday: 1 }]);
    say(toRaise(3, 'a', { alertId: 'again' }));
    expect(room.floods.meters()).toMatchObject([{ alertsToday: 2, inWindow: 2 }]);
  });

  it('begins a new day at midnight of the settings, in the middle of a flood', () => {
    const story = createCentre(everything);
    const midnight_s = 8 * 3_600;
    raise(story, alerts, midnight_s - 60);
    story.tick(midnight_s + 30);
    expect(story.room.floods.meters()).toMatchObject([
      {
        isFlood: true,
        floodToday_s: 30,
        floodsToday: 1,
        alertsToday: 0,
        floodSince: start + (midnight_s - 60) * 1_000,
      },
    ]);
    story.tick(midnight_s + 24 * 3_600);
    expect(story.room.floods.meters()).toMatchObject([{ floodToday_s: 0, floodsToday: 0 }]);
  });

  it.each([1, 7, 600, 10_000])('is the same whether time is told every %d s', (step_s) => {
    const story = createCentre(everything);
    const end_s = 20_000;
    for (let at_s = 0, next = 0; at_s <= end_s; at_s += 1) {
      if (at_s % step_s === 0) story.tick(at_s);
      if (at_s === next && at_s < 3_000) {
        raise(story, 1, at_s);
        next += 40 + (at_s % 37);
      }
    }
    story.tick(end_s);
    expect(story.room.floods.meters()).toMatchObject([
      { inWindow: 0, isFlood: false, floodsToday: 1, floodToday_s: 2_880 },
    ]);
  });

  it('goes on after a restart', () => {
    const story = createCentre(everything);
    raise(story, alerts, 0);
    const room = createTestRoom({ seats: [everything] });
    room.restore(story.room.snapshot());
    expect(room.floods.meters()).toEqual(story.room.floods.meters());
    room.apply({ offset: 1_000, record: { type: 'tick', at: start + 10_000 } });
    expect(room.floods.meters()).toMatchObject([{ isFlood: true, floodToday_s: 10 }]);
  });
});

describe('when days begin', () => {
  it.each([
    ['Asia/Shanghai', '2026-11-22T08:00:00+08:00', '2026-11-22T00:00:00+08:00'],
    ['Asia/Shanghai', '2026-11-22T00:00:00+08:00', '2026-11-22T00:00:00+08:00'],
    ['Asia/Shanghai', '2026-11-21T23:59:59.999+08:00', '2026-11-21T00:00:00+08:00'],
    // The day on which the clock is put forward, and back.
    ['Europe/Berlin', '2026-03-29T12:00:00+02:00', '2026-03-29T00:00:00+01:00'],
    ['Europe/Berlin', '2026-10-25T23:30:00+01:00', '2026-10-25T00:00:00+02:00'],
    // Midnight is leapt over.
    ['America/Santiago', '2026-09-06T12:00:00-03:00', '2026-09-06T01:00:00-03:00'],
  ])('%s, %s', (timeZone, at, expected) => {
    const days = createLocalDays();
    for (let again = 0; again < 2; again += 1) {
      expect(new Date(days.startOf(Date.parse(at), timeZone))).toEqual(new Date(expected));
    }
  });
});
