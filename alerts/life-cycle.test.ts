import { describe, expect, it } from 'vitest';
import type { Alert, AlertChange, StaffAction } from '../domain/alert.ts';
import { defaultDeskSettings } from './default-settings.ts';
import { foldAction, type ActionContext } from './life-cycle-actions.ts';
import { foldChange } from './life-cycle-changes.ts';
import { toAction, toChange } from './test-changes.ts';

type Move = AlertChange | StaffAction;

const latching = toChange('raise');
const plain = toChange('raise', { latching: false });
const past = toChange('raise', { retrospective: true });
const end = toChange('return');
const lost = toChange('unknown');
const back = toChange('known');
const finding = { finding: 'cooking' } as const;

const audible = { suppression: 'none', suppressed: null } as const;

function context({ at }: StaffAction): ActionContext {
  return { alarms: defaultDeskSettings.alarms, shelf: null, at, mutingWith: () => audible };
}

/** Plays moves on the alert that the first one raises; actions always name the present version. */
function play(moves: readonly Move[]): { alert: Alert; types: string[]; refusal: string | null } {
  let alert: Alert | undefined;
  let refusal: string | null = null;
  const types: string[] = [];
  for (const move of moves) {
    const judged =
      'change' in move
        ? {
            outcome: 'done' as const,
            steps: foldChange(alert, move, {
              newId: move.alertId,
              path: [],
              isShelved: false,
              mutingOf: () => audible,
            }),
          }
        : foldAction(alert!, { ...move, version: alert!.version }, context(move));
    if (judged.outcome !== 'done') {
      refusal = judged.reason.en;
      continue;
    }
    for (const step of judged.steps) {
      expect(step.event.version).toBe((alert?.version ?? 0) + 1);
      expect(step.alert.version).toBe(step.event.version);
      alert = step.alert;
      types.push(step.event.type);
    }
  }
  return { alert: alert!, types, refusal };
}

const acknowledge = toAction('acknowledge');
const confirm = toAction('confirm', { comment: 'the cook is back' });
const reset = toAction('reset', { role: 'shiftLeader' });
const close = toAction('close', finding);

describe('an alert', () => {
  it('that does not latch ends once it is over and seen, whichever comes first', () => {
    for (const moves of [
      [plain, acknowledge, end],
      [plain, end, acknowledge],
    ]) {
      const { alert, types } = play(moves);
      expect(alert).toMatchObject({
        closedBy: 'rules',
        finding: null,
        condition: 'normal',
        operator: 'acknowledged',
      });
      expect(types.at(-1)).toBe('close');
    }
  });

  it('that nobody saw stays after it is over', () => {
    expect(play([plain, end]).alert).toMatchObject({
      closedAt: null,
      condition: 'normal',
      returnedAt: end.receivedAt,
    });
  });

  it('that latches goes through acknowledge, return, reset and a finding', () => {
    const { alert, types, refusal } = play([latching, acknowledge, confirm, end, reset, close]);
    expect(refusal).toBeNull();
    expect(types).toEqual(['raise', 'acknowledge', 'confirm', 'return', 'reset', 'close']);
    expect(alert).toMatchObject({
      latch: 'reset',
      operator: 'confirmed',
      closedBy: 'li',
      finding: 'cooking',
    });
  });

  it('about the past rings nothing, waits for someone to see it, and ends then', () => {
    expect(play([past]).alert).toMatchObject({
      retrospective: true,
      condition: 'normal',
      latch: 'free',
      closedAt: null,
    });
    expect(play([past, acknowledge]).alert).toMatchObject({ closedBy: 'rules', retrospective: true });
  });

  it('about the past becomes live when the condition is there again', () => {
    expect(play([past, toChange('raise', { alertId: 'b' })]).alert).toMatchObject({
      id: latching.alertId,
      retrospective: false,
      condition: 'active',
      latch: 'latched',
      operator: 'unacknowledged',
    });
  });

  it('takes a late reading as a line of history only', () => {
    const before = play([latching, acknowledge]).alert;
    const { alert, types } = play([latching, acknowledge, { ...past, alertId: 'b' }]);
    expect(alert).toEqual({ ...before, version: before.version + 1 });
    expect(types.at(-1)).toBe('raise');
  });

  it('is not raised by its own raise a second time', () => {
    expect(play([latching, acknowledge, latching]).types).toEqual(['raise', 'acknowledge']);
  });
});

describe('an acknowledgement', () => {
  it.each([
    ['worse severity', toChange('worsen')],
    ['a new activation', toChange('raise', { alertId: 'b' })],
  ])('is taken back by %s', (_name, move) => {
    const mild = { ...latching, severity: 3 } as const;
    expect(play([mild, acknowledge, move]).alert).toMatchObject({
      operator: 'unacknowledged',
      acknowledgedAt: null,
      acknowledgedBy: null,
      displayedSeverity: 1,
    });
  });

  it.each([
    ['a milder severity', toChange('ease', { severity: 2 })],
    ['silence', lost],
    ['the end', end],
  ])('is not taken back by %s', (_name, move) => {
    expect(play([latching, acknowledge, move]).alert.operator).toBe('acknowledged');
  });

  it.each(['worsen', 'ease', 'raise'] as const)('has the words of what it is now after %s', (change) => {
    const words = { title: { zh: '另一', en: 'Another' }, advice: { zh: '去看', en: 'Go and look' } };
    const again = toChange(change, { ...words, alertId: 'b' });
    expect(play([plain, ...(change === 'raise' ? [end] : []), again]).alert).toMatchObject(words);
  });

  it('ends what is displayed of the worst before it', () => {
    const eased = play([latching, toChange('ease', { severity: 3 })]).alert;
    expect(eased).toMatchObject({ severity: 3, displayedSeverity: 1 });
    expect(play([latching, toChange('ease', { severity: 3 }), acknowledge]).alert.displayedSeverity).toBe(3);
  });

  it('keeps the finding of an earlier activation out of the next', () => {
    const moves = [
      latching,
      acknowledge,
      toAction('confirm', finding),
      end,
      toChange('raise', { alertId: 'b' }),
    ];
    expect(play(moves).alert).toMatchObject({ finding: null, id: latching.alertId });
  });
});

describe('silence', () => {
  it('resolves nothing', () => {
    expect(play([plain, acknowledge, lost]).alert).toMatchObject({ condition: 'unknown', closedAt: null });
    expect(play([plain, acknowledge, lost, back]).alert.condition).toBe('active');
  });

  it('keeps a latched alert from being reset, and lets a person close another one', () => {
    expect(play([latching, acknowledge, lost, reset]).refusal).toContain('silent');
    expect(play([latching, acknowledge, lost, close]).refusal).toContain('silent');
    expect(play([plain, acknowledge, lost, close]).alert.closedBy).toBe('li');
  });
});

describe('staff are refused, with the reason', () => {
  it.each<[string, readonly Move[]]>([
    ['acknowledged already', [latching, acknowledge, acknowledge]],
    ['acknowledge it first', [latching, confirm]],
    ['confirmed already', [latching, acknowledge, confirm, confirm]],
    ['say what was done', [latching, acknowledge, toAction('confirm', { comment: ' ' })]],
    ['condition still holds', [latching, acknowledge, reset]],
    ['acknowledge it first', [latching, end, reset]],
    ['does not latch', [plain, reset]],
    ['is reset already', [latching, acknowledge, end, reset, reset]],
    ['comment is empty', [latching, toAction('comment')]],
    ['needs a finding', [latching, acknowledge, end, reset, toAction('close')]],
    ['condition still holds', [latching, acknowledge, close]],
    ['acknowledge it first', [latching, end, close]],
    ['reset it first', [latching, acknowledge, end, close]],
    ['closed by the rules', [plain, acknowledge, end, toAction('comment', { comment: 'late' })]],
  ])('%s', (reason, moves) => {
    expect(play(moves).refusal).toContain(reason);
  });

  it('and told when the alert changed since they looked', () => {
    const { alert } = play([latching, lost]);
    expect(foldAction(alert, acknowledge, context(acknowledge))).toMatchObject({ outcome: 'stale' });
  });
});
