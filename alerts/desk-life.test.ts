import { describe, expect, it } from 'vitest';
import { isAnnounced, type Alert, type ServiceAction, type StaffAction } from '../domain/alert.ts';
import type { SuppressionRule } from '../domain/desk-settings.ts';
import { createTestDesk, toAction, toChange } from './test-changes.ts';

const start = 1_800_000_000_000;
const minute = 60_000;

/** A desk with what happens to it in minutes after `start`. */
function createScene(suppressions: readonly SuppressionRule[] = []) {
  const { desk, say, tell } = createTestDesk({ suppressions });
  let keys = 0;
  const alertOf = (ruleId: string, deviceId = 'd-1'): Alert => {
    const all = [...desk.open(), ...desk.recentlyClosed()];
    return all.find((alert) => alert.ruleId === ruleId && alert.deviceId === deviceId)!;
  };
  return {
    desk,
    alertOf,
    place: (deviceId: string, gatewayId: string | null) =>
      tell({ type: 'placement', at: start, deviceId, kind: 'smoke', path: ['site:s'], gatewayId }),
    rule: (
      change: Parameters<typeof toChange>[0],
      ruleId: string,
      rest: Parameters<typeof toChange>[1] & { at?: number } = {},
    ) => {
      const { deviceId = 'd-1', at = 0 } = rest;
      const scope = { type: 'device', id: deviceId } as const;
      const alertId = `${ruleId} ${deviceId}`;
      say(
        toChange(change, {
          ruleId,
          scope,
          alertId,
          latching: false,
          severity: 3,
          receivedAt: start + at * minute,
          ...rest,
          deviceId,
        }),
      );
    },
    press: async (
      action: StaffAction['action'],
      ruleId: string,
      rest: Omit<Partial<StaffAction>, 'at'> & { at?: number } = {},
    ) => {
      const { id: alertId, version } = alertOf(ruleId);
      keys += 1;
      const asked = {
        alertId,
        version,
        idempotencyKey: String(keys),
        ...rest,
        at: start + (rest.at ?? 0) * minute,
      };
      const { outcome, reason } = await desk.act(toAction(action, asked));
      return outcome === 'done' ? outcome : (reason?.en ?? outcome);
    },
    serve: async (action: ServiceAction['action'], at: number, rest: Partial<ServiceAction> = {}) => {
      keys += 1;
      const { outcome, reason } = await desk.serve({
        action,
        deviceId: 'd-1',
        workOrder: 'wo-1',
        reason: 'cleaning',
        until: null,
        by: 'sun',
        role: 'maintenance',
        seat: null,
        at: start + at * minute,
        idempotencyKey: String(keys),
        ...rest,
      });
      return outcome === 'done' ? outcome : reason?.en;
    },
    tick: (at: number) => tell({ type: 'tick', at: start + at * minute }),
    types: (ruleId: string) => desk.events(alertOf(ruleId).id).map(({ type, by }) => `${type} ${by}`),
  };
}

const until = (at: number): number => start + at * minute;

describe('the shelf', () => {
  it('mutes for a time, and rings again if it still holds', async () => {
    const { rule, press, tick, alertOf } = createScene();
    rule('raise', 'leak');
    await press('acknowledge', 'leak');
    expect(await press('shelve', 'leak', { comment: 'pump is on its way', until: until(30) })).toBe('done');
    expect(alertOf('leak')).toMatchObject({
      suppression: 'shelved',
      suppressed: { by: 'li', until: until(30) },
    });
    tick(29);
    expect(isAnnounced(alertOf('leak'))).toBe(false);
    tick(45);
    const back = { suppression: 'none', suppressed: null, operator: 'unacknowledged', rangAt: until(30) };
    expect(alertOf('leak')).toMatchObject(back);
  });

  it('keeps the next activation from being a new alert, and ends it where it is over and seen', async () => {
    const { rule, press, tick, alertOf } = createScene();
    rule('raise', 'leak');
    await press('acknowledge', 'leak');
    await press('shelve', 'leak', { comment: 'known', until: until(30) });
    rule('return', 'leak', { at: 5 });
    expect(alertOf('leak')).toMatchObject({ closedAt: null, condition: 'normal' });
    tick(31);
    expect(alertOf('leak')).toMatchObject({ closedAt: until(30), closedBy: 'rules' });
  });

  it('is for as long as the severity and the role allow', async () => {
    const { rule, press } = createScene();
    rule('raise', 'leak', { severity: 2 });
    const shelve = (end: number, rest: Partial<StaffAction> = {}) =>
      press('shelve', 'leak', { comment: 'known', until: until(end), ...rest, at: 0 });
    expect(await shelve(90)).toContain('60 minutes at most');
    expect(await shelve(-1)).toContain('until when');
    expect(await shelve(30, { comment: ' ' })).toContain('reason');
    expect(await shelve(30, { role: 'viewer' })).toContain('role');
    expect(await shelve(90, { role: 'shiftLeader' })).toBe('done');
    expect(await shelve(30)).toContain('shelved already');
    expect(await press('unshelve', 'leak')).toBe('done');
    expect(await press('unshelve', 'leak')).toContain('not shelved');
  });

  it('never holds fire for an operator, and no longer holds what gets worse', async () => {
    const { rule, press, alertOf } = createScene();
    rule('raise', 'fire', { severity: 1, latching: true });
    const shelving = { comment: 'known', until: until(30) };
    expect(await press('shelve', 'fire', shelving)).toContain('Fire and entrapment');
    expect(await press('shelve', 'fire', { ...shelving, role: 'shiftLeader' })).toBe('done');
    rule('raise', 'leak');
    await press('shelve', 'leak', shelving);
    rule('worsen', 'leak', { severity: 2, at: 3 });
    expect(alertOf('leak')).toMatchObject({
      suppression: 'none',
      operator: 'unacknowledged',
      rangAt: until(3),
    });
  });
});

describe('what random histories found', () => {
  it('a fire of the past that an operator laid aside rings when it burns', async () => {
    const { rule, press, alertOf } = createScene();
    rule('raise', 'fire', { severity: 1, latching: true, retrospective: true });
    // About the past it latches nothing, so it is no matter of life yet.
    expect(await press('shelve', 'fire', { comment: 'old', until: until(30), role: 'shiftLeader' })).toBe(
      'done',
    );
    rule('raise', 'fire', { severity: 1, latching: true, alertId: 'fire 2', at: 1 });
    expect(alertOf('fire')).toMatchObject({ suppression: 'none', latch: 'latched', rangAt: until(1) });
  });

  it('what is due happens in its own order, also where it waited behind something else', async () => {
    const { rule, press, serve, tick, types } = createScene();
    for (const at of [0, 0.2, 0.4]) {
      rule('raise', 'leak', { at, alertId: `leak ${at}` });
      rule('return', 'leak', { at: at + 0.1 });
    }
    await press('shelve', 'leak', { comment: 'known', until: until(1), at: 0.6 });
    await serve('takeOut', 0.7, { until: until(5) });
    tick(60);
    expect(types('leak').slice(-3)).toEqual(['unshelve clock', 'calm clock', 'unsuppress clock']);
  });
});

describe('a device out of service', () => {
  it('has alerts that are listed and not announced, new ones too, and rings when it is put back', async () => {
    const { rule, serve, alertOf, desk } = createScene();
    rule('raise', 'leak');
    expect(await serve('takeOut', 1, { workOrder: ' ' })).toContain('work order');
    expect(await serve('takeOut', 1, { role: 'operator' })).toContain('role');
    expect(await serve('takeOut', 1)).toBe('done');
    rule('raise', 'fire', { severity: 1, latching: true, at: 2 });
    expect(desk.open().map(({ suppression }) => suppression)).toEqual(['outOfService', 'outOfService']);
    expect(desk.open().some(isAnnounced)).toBe(false);
    rule('return', 'leak', { at: 3 });
    expect(await serve('putBack', 9)).toBe('done');
    expect(alertOf('fire')).toMatchObject({ suppression: 'none', rangAt: until(9) });
    expect(alertOf('leak')).toMatchObject({ suppression: 'none', rangAt: until(0) });
    expect(await serve('putBack', 10)).toContain('not out of service');
  });

  it('goes back by itself when its time is over', async () => {
    const { rule, serve, tick, alertOf, desk } = createScene();
    rule('raise', 'leak');
    await serve('takeOut', 1, { until: until(20) });
    tick(21);
    expect(desk.outOfService()).toEqual([]);
    expect(alertOf('leak')).toMatchObject({ suppression: 'none', rangAt: until(20) });
  });

  it('goes before the shelf, which goes before design; each comes back when the higher ends', async () => {
    const gateway = { cause: { rules: ['lost'] }, muted: { rules: ['leak'] } };
    const { rule, place, press, serve, tick, types } = createScene([
      { id: 'gateway', ...gateway, by: 'gateway' },
    ]);
    place('d-1', 'g');
    rule('raise', 'lost', { deviceId: 'g', severity: 2 });
    rule('raise', 'leak');
    await press('shelve', 'leak', { comment: 'known', until: until(30) });
    await serve('takeOut', 1);
    await serve('putBack', 9);
    tick(31);
    rule('return', 'lost', { deviceId: 'g', at: 40 });
    expect(types('leak')).toEqual([
      'raise rules',
      'shelve li',
      'suppress sun',
      'suppress sun',
      'unshelve clock',
      'unsuppress rules',
    ]);
  });

  it('lets a latched alert of a silent device be closed with a finding', async () => {
    const { rule, press, serve, alertOf } = createScene();
    rule('raise', 'fire', { severity: 1, latching: true });
    rule('unknown', 'fire', { at: 1 });
    await press('acknowledge', 'fire');
    expect(await press('close', 'fire', { finding: 'deviceFault' })).toContain('silent');
    await serve('takeOut', 2);
    expect(await press('close', 'fire', { finding: 'deviceFault' })).toBe('done');
    expect(alertOf('fire')).toMatchObject({ closedBy: 'li', finding: 'deviceFault' });
  });
});

function mutes(cause: string, muted: string): SuppressionRule {
  return {
    id: `${cause} ${muted}`,
    cause: { rules: [cause] },
    muted: { rules: [muted] },
    by: 'gateway',
  };
}

describe('suppression by design', () => {
  it('mutes a chain by its first cause, and nothing by what is muted', () => {
    const { rule, place, alertOf } = createScene([mutes('a', 'b'), mutes('b', 'c')]);
    place('d-1', 'g');
    for (const ruleId of ['c', 'b', 'a']) rule('raise', ruleId);
    const cause = alertOf('a').id;
    expect(alertOf('a').suppression).toBe('none');
    expect(alertOf('b')).toMatchObject({ suppression: 'suppressed', suppressed: { causeId: cause } });
    expect(alertOf('c')).toMatchObject({ suppression: 'suppressed', suppressed: { causeId: cause } });
    rule('return', 'a', { at: 1 });
    expect(alertOf('b')).toMatchObject({ suppression: 'none', rangAt: until(1) });
    expect(alertOf('c')).toMatchObject({ suppressed: { causeId: alertOf('b').id } });
  });

  it('leaves one of a circle announced: the one that was up first', () => {
    const { rule, place, desk } = createScene([mutes('a', 'b'), mutes('b', 'c'), mutes('c', 'a')]);
    place('d-1', 'g');
    for (const [at, ruleId] of ['b', 'c', 'a'].entries()) rule('raise', ruleId, { at });
    expect(
      desk
        .open()
        .filter(isAnnounced)
        .map(({ ruleId }) => ruleId),
    ).toEqual(['b']);
  });

  it('does not go beyond what hangs together, and not to fire', () => {
    const { rule, place, alertOf } = createScene([mutes('lost', 'leak'), mutes('lost', 'fire')]);
    place('d-1', 'g');
    place('d-2', 'other');
    rule('raise', 'lost', { deviceId: 'g' });
    rule('raise', 'leak', { deviceId: 'd-2' });
    rule('raise', 'fire', { severity: 1, latching: true });
    expect(alertOf('leak', 'd-2').suppression).toBe('none');
    expect(alertOf('fire').suppression).toBe('none');
  });
});

describe('what comes and goes', () => {
  it('is held as one until it is calm, with its count, and told then if it still holds', async () => {
    const { rule, press, tick, alertOf, desk } = createScene();
    for (const at of [0, 0.2, 0.4]) {
      rule('raise', 'leak', { at, alertId: `leak ${at}` });
      if (at < 0.4) rule('return', 'leak', { at: at + 0.1 });
    }
    expect(alertOf('leak')).toMatchObject({ isChattering: true, activations: 3 });
    await press('acknowledge', 'leak', { at: 0.45 });
    rule('return', 'leak', { at: 0.5 });
    rule('raise', 'leak', { at: 0.6, alertId: 'leak 4' });
    expect(alertOf('leak')).toMatchObject({ operator: 'acknowledged', activations: 4, rangAt: until(0.4) });
    expect(desk.chatteringRules()).toMatchObject([{ ruleId: 'leak', activations: 4 }]);
    tick(3);
    expect(alertOf('leak')).toMatchObject({
      isChattering: false,
      operator: 'unacknowledged',
      rangAt: until(1.6),
    });
    expect(desk.chatteringRules()).toEqual([]);
  });

  it('is told each time where it is about lives', () => {
    const { rule, alertOf } = createScene();
    for (const at of [0, 0.2, 0.4, 0.6]) {
      rule('raise', 'fire', { at, alertId: `fire ${at}`, severity: 1, latching: true });
      rule('return', 'fire', { at: at + 0.1 });
    }
    expect(alertOf('fire')).toMatchObject({ isChattering: false, activations: 4, rangAt: until(0.6) });
  });
});

describe('the conclusion of a case', () => {
  const conclusion = { finding: 'cooking', by: 'zhao', at: until(9), comment: 'a pan' } as const;

  it('is the finding of an alert that goes on, and closes one that is over', () => {
    const { rule, desk, alertOf } = createScene();
    rule('raise', 'leak');
    desk.conclude(alertOf('leak').id, conclusion);
    expect(alertOf('leak')).toMatchObject({ operator: 'confirmed', finding: 'cooking', closedAt: null });
    rule('raise', 'heat');
    rule('return', 'heat', { at: 1 });
    desk.conclude(alertOf('heat').id, conclusion);
    expect(alertOf('heat')).toMatchObject({ closedBy: 'zhao', finding: 'cooking', acknowledgedBy: 'zhao' });
  });

  it('resets a latch only for a role that may', () => {
    const { rule, desk, alertOf } = createScene();
    rule('raise', 'fire', { severity: 1, latching: true });
    rule('return', 'fire', { at: 1 });
    desk.conclude(alertOf('fire').id, { ...conclusion, role: 'operator' });
    expect(alertOf('fire')).toMatchObject({ latch: 'latched', closedAt: null, operator: 'confirmed' });
    desk.conclude(alertOf('fire').id, { ...conclusion, role: 'shiftLeader' });
    expect(alertOf('fire')).toMatchObject({ latch: 'reset', closedBy: 'zhao' });
  });

  it('reaches what was closed without a finding, once', async () => {
    const { rule, desk, press, alertOf } = createScene();
    rule('raise', 'leak');
    rule('return', 'leak', { at: 1 });
    await press('acknowledge', 'leak', { at: 2 });
    expect(desk.conclude(alertOf('leak').id, conclusion)).toHaveLength(1);
    expect(alertOf('leak')).toMatchObject({ finding: 'cooking', closedBy: 'rules' });
    expect(desk.conclude(alertOf('leak').id, { ...conclusion, finding: 'real' })).toEqual([]);
    expect(desk.open()).toEqual([]);
  });
});

describe('time', () => {
  it('asks again about what was acknowledged and goes on, and ends the silence', async () => {
    const { rule, press, tick, types, alertOf } = createScene();
    rule('raise', 'leak', { severity: 2 });
    await press('silence', 'leak');
    await press('acknowledge', 'leak', { at: 5 });
    tick(34);
    expect(alertOf('leak')).toMatchObject({ operator: 'acknowledged', silencedBy: 'li' });
    tick(60);
    expect(alertOf('leak')).toMatchObject({
      operator: 'unacknowledged',
      silencedBy: null,
      rangAt: until(35),
    });
    expect(types('leak').at(-1)).toBe('realarm clock');
  });

  it('does not go back with a clock that does', async () => {
    const { rule, press, tick, alertOf } = createScene();
    rule('raise', 'leak');
    tick(100);
    expect(await press('shelve', 'leak', { at: 50, comment: 'known', until: until(90) })).toContain('ahead');
    await press('acknowledge', 'leak', { at: 50 });
    expect(alertOf('leak').acknowledgedAt).toBe(until(100));
  });
});
