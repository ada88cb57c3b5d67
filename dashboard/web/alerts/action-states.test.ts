import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../domain/alert.ts';
import { isAllowed, type Role } from '../../../domain/roles.ts';
import { actionStates, nextAction } from './action-states.ts';
import { testAlert } from './test-alert.ts';

/** What hinders each action, and the one to offer first. */
type Expected = readonly [hindrances: Record<string, string | null>, next: string | null];

const seen = { operator: 'acknowledged' } as const;
const over = { ...seen, condition: 'normal' } as const;

function anything(): boolean {
  return true;
}

describe('actions of an alert', () => {
  it.each<[string, [Partial<Alert>, Role], Expected]>([
    [
      'a fire that nobody has answered',
      [{ latch: 'latched' }, 'operator'],
      [
        {
          acknowledge: null,
          confirm: 'acknowledgeFirst',
          reset: 'leaders',
          close: 'acknowledgeFirst',
          shelve: 'lifeSafety',
        },
        'acknowledge',
      ],
    ],
    [
      'one that goes on',
      [{ ...seen, severity: 3 }, 'operator'],
      [{ confirm: null, close: 'stillActive' }, 'confirm'],
    ],
    [
      'one that is over and holds',
      [{ ...over, latch: 'latched' }, 'shiftLeader'],
      [{ reset: null, close: 'resetFirst', shelve: null }, 'reset'],
    ],
    ['one that is over', [{ ...over, severity: 3 }, 'operator'], [{ close: null, confirm: null }, 'close']],
    [
      'one of a silent device',
      [{ ...seen, condition: 'unknown', severity: 3 }, 'operator'],
      [{ close: null }, 'close'],
    ],
    [
      'one that holds, of a silent device',
      [{ ...seen, condition: 'unknown', latch: 'latched' }, 'shiftLeader'],
      [{ reset: 'stillActive' }, 'confirm'],
    ],
    ['one on the shelf', [{ ...seen, suppression: 'shelved' }, 'operator'], [{ unshelve: null }, 'confirm']],
    ['seen by a viewer', [{}, 'viewer'], [{ acknowledge: 'role', comment: 'role' }, null]],
  ])('of %s', (_name, [changes, role], [expected, next]) => {
    const states = actionStates(testAlert(changes), (permission) => isAllowed(role, permission));
    const found = Object.fromEntries(states.map(({ action, hindrance }) => [action, hindrance]));
    expect(found).toMatchObject(expected);
    expect(nextAction(states)).toBe(next);
  });

  it('offers nothing for what is closed, nor what is done already', () => {
    expect(actionStates(testAlert({ closedAt: 1 }), anything)).toEqual([]);
    const names = actionStates(testAlert({ operator: 'confirmed', silencedAt: 1 }), anything).map(
      ({ action }) => action,
    );
    expect(names).not.toContain('acknowledge');
    expect(names).not.toContain('confirm');
    expect(names).not.toContain('silence');
    expect(names).not.toContain('reset');
  });
});
