import { describe, expect, it } from 'vitest';
import type { Alert, AlertEvent } from '../../domain/alert.ts';
import type { CaseReport } from '../../domain/case.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createTestDesk, toChange } from '../test-changes.ts';
import type { AlertStep } from './cases.ts';
import { createTestCases, morning, toReport } from './test-cases.ts';

const minute = 60_000;

/** What the desk would make of an alert. */
function step(type: AlertEvent['type'], id: string, rest: Partial<Alert> = {}): AlertStep {
  const { desk, say } = createTestDesk();
  say(toChange('raise', { alertId: id }));
  const alert = { ...desk.open()[0]!, ...rest };
  return { alert, event: { ...desk.events(id)[0]!, type } };
}

const ofSensor = { source: 'sensor', alertIds: ['a1'], deviceId: 'smoke-1', path: [] } as const;
const resident = { source: 'resident', category: null } as const;
const here = { longitude_deg: 120.15, latitude_deg: 30.28 };
/** About 44 m and 111 m to the north. */
const near = { ...here, latitude_deg: 30.2804 };
const far = { ...here, latitude_deg: 30.281 };

interface Joining {
  readonly what: string;
  readonly isSame: boolean;
  readonly first?: Partial<CaseReport>;
  /** By a resident who does not say what kind, unless told otherwise. */
  readonly second?: Partial<CaseReport>;
  readonly after_min?: number;
}

function fromCamera(index: number) {
  return { source: 'camera', path: [], title: `${index}` } as const;
}

describe('the fold of cases', () => {
  it('two operators doing the same work: the second is given the first’s case', async () => {
    const test = createTestCases();
    const first = await test.report(ofSensor, { by: 'li', caseId: 'mine' });
    const second = await test.act('report', 'wang', { caseId: 'other', report: toReport(ofSensor) });
    expect(second).toEqual({
      outcome: 'done',
      isNew: false,
      case: first,
      reason: {
        zh: '已有案件 20261122-0001（li 上报），并入该案件。',
        en: 'Case 20261122-0001, reported by li, is about this already.',
      },
    });
    expect(test.cases.open()).toHaveLength(1);
    expect(test.changes).toHaveLength(1);
  });

  it('two operators who dispatch alerts of one incident share its case', async () => {
    const test = createTestCases({ incidentOf: (id) => (id.startsWith('a') ? 'fire-1' : null) });
    const first = await test.report(ofSensor);
    const second = await test.report({ ...ofSensor, alertIds: ['a2', 'b1'] }, { by: 'wang' });
    expect(second).toMatchObject({ id: first.id, alertIds: ['a1', 'a2', 'b1'], incidentId: 'fire-1' });
    expect(test.cases.byAlert('a3')).toEqual(second);
    expect(test.cases.byAlert('b1')).toEqual(second);
    expect(test.cases.byAlert('b2')).toBeUndefined();
    expect((await test.report({ incidentId: 'fire-1' }, { by: 'wang' })).id).toBe(first.id);
  });

  it('an alert belongs to one open case, and to a new one once that is over', async () => {
    const test = createTestCases();
    const first = await test.report(ofSensor);
    const other = await test.report({ ...ofSensor, alertIds: ['b1'] });
    expect((await test.report({ ...ofSensor, alertIds: ['b1', 'a1'] })).id).toBe(other.id);
    expect(test.cases.find(other.id)?.alertIds).toEqual(['b1']);
    await test.act('void', 'zhao', { caseId: first.id, comment: 'test' });
    const third = await test.report(ofSensor);
    expect(third.number).toBe('20261122-0003');
    expect((await test.report(ofSensor, { by: 'wang' })).id).toBe(third.id);
  });

  it('stands where its device stands', async () => {
    const test = createTestCases();
    expect((await test.report(ofSensor)).path).toEqual(['site:of-device']);
  });

  it('concludes its alerts when it is closed, not when it is void', async () => {
    const test = createTestCases();
    await test.report({ ...ofSensor, alertIds: ['a1', 'a2'] }, { caseId: 'case-1' });
    await test.act('accept', 'li');
    await test.act('dispatch', 'li', { assignee: 'sun' });
    await test.act('take', 'sun');
    await test.act('arrive', 'sun', { comment: 'no signal in the cellar' });
    await test.act('handle', 'sun', { comment: '油烟', finding: 'cooking' });
    expect(test.applied().conclusions).toEqual([]);
    await test.act('check', 'wang');
    await test.act('close', 'wang');
    expect(test.applied().conclusions).toEqual(
      ['a1', 'a2'].map((alertId) => ({
        alertId,
        finding: 'cooking',
        by: 'wang',
        at: morning,
        comment: '油烟',
      })),
    );
    const other = await test.report({ ...ofSensor, alertIds: ['a1'] });
    await test.act('void', 'zhao', { caseId: other.id, comment: 'twice' });
    expect(test.applied().conclusions).toEqual([]);
  });

  it('tells in its history how its alerts go on, and gets as urgent as they are', async () => {
    const test = createTestCases();
    await test.report({ ...ofSensor, severity: 3 }, { caseId: 'case-1' });
    const tick = { type: 'tick', at: morning + minute } as const;
    test.say(tick, [step('return', 'a1', { condition: 'normal' }), step('return', 'other')]);
    test.say(tick, [step('acknowledge', 'a1')]);
    test.say(tick, [step('worsen', 'a1', { severity: 1 })]);
    expect(test.cases.events('case-1').map(({ type, detail }) => [type, detail['change']])).toEqual([
      ['report', undefined],
      ['alert', 'return'],
      ['alert', 'worsen'],
    ]);
    expect(test.cases.open()[0]).toMatchObject({
      severity: 1,
      dueAt: morning + minute + 30_000,
      step: 'reported',
    });
    // Nobody's action is stale by it.
    expect((await test.act('accept', 'li', { version: 1 })).outcome).toBe('done');
  });

  it('takes in new alerts of its incident, but none that have their own case', async () => {
    const test = createTestCases({ incidentOf: (id) => (id.startsWith('a') ? 'fire-1' : null) });
    await test.report(ofSensor, { caseId: 'case-1' });
    const tick = { type: 'tick', at: morning } as const;
    test.say(tick, [step('raise', 'a2'), step('return', 'a3'), step('raise', 'b1')]);
    expect(test.cases.open()[0]?.alertIds).toEqual(['a1', 'a2']);
  });

  it('does not fill the history of a case with an alert that chatters', async () => {
    const test = createTestCases();
    await test.report(ofSensor, { caseId: 'case-1' });
    const tick = { type: 'tick', at: morning } as const;
    const chattering = { isChattering: true };
    test.say(tick, [step('chatter', 'a1', chattering), step('return', 'a1', chattering)]);
    expect(test.cases.events('case-1').map(({ type }) => type)).toEqual(['report', 'alert']);
  });

  const atHere = { position: here };
  const atNear = { position: near, path: [] };
  const fire = { category: 'fire' } as const;
  const flood = { category: 'flood' } as const;
  const camera = { deviceId: 'cam-1', path: [] };
  const joins: readonly Joining[] = [
    { what: 'near and soon, of an unknown kind', isSame: true, first: atHere, second: atNear },
    { what: 'near and soon, of the same kind', isSame: true, first: atHere, second: { ...atNear, ...fire } },
    { what: 'near and soon, of another kind', isSame: false, first: atHere, second: { ...atNear, ...flood } },
    { what: 'too far', isSame: false, first: atHere, second: { ...atNear, position: far } },
    { what: 'too late', isSame: false, first: atHere, second: atNear, after_min: 31 },
    { what: 'at the same site, soon', isSame: true },
    { what: 'at the same site, much later, of an unknown kind', isSame: false, after_min: 31 },
    { what: 'at the same site, much later, of the same kind', isSame: true, second: fire, after_min: 31 },
    { what: 'at the same site, of another kind', isSame: false, second: flood },
    { what: 'in the same street only', isSame: false, second: { path: ['street:s1', 'district:d1'] } },
    { what: 'of the same device', isSame: true, first: camera, second: { ...camera, path: ['site:x'] } },
    { what: 'reported by staff, who know', isSame: false, second: { source: 'staff' } },
    { what: 'seen there much later', isSame: false, second: { source: 'camera', ...fire }, after_min: 31 },
  ];

  it.each(joins)('a report $what joins: $isSame', async ({ isSame, first, second, after_min = 10 }) => {
    const test = createTestCases();
    const before = await test.report(first);
    const at = morning + after_min * minute;
    const outcome = await test.act('report', 'wang', {
      at,
      caseId: 'second',
      report: toReport({ ...resident, severity: 3, ...second }),
    });
    expect(outcome.isNew).toBe(!isSame);
    expect(test.cases.open()).toHaveLength(isSame ? 1 : 2);
    expect(test.cases.find(before.id)?.reportCount).toBe(isSame ? 2 : 1);
  });

  it('joins nothing that was handled or that nobody works on', async () => {
    const test = createTestCases();
    await test.report({ position: here }, { caseId: 'case-1' });
    await test.act('accept', 'li');
    await test.act('hold', 'zhao', { until: morning + 10 * minute, comment: 'road closed' });
    const second = await test.report({ ...resident, position: near }, { by: 'sun' });
    expect(second.id).not.toBe('case-1');
  });

  it('a repeat brings what was not known, and its urgency, unless it is unsure of itself', async () => {
    const test = createTestCases();
    await test.report({ severity: 3, category: null, position: here }, { caseId: 'case-1' });
    const camera = { source: 'camera', position: near, severity: 1, category: 'fire' } as const;
    await test.report({ ...camera, confidence: 0.3, pictureUrl: 'https://c/1.jpg' }, { by: 'source:cam' });
    expect(test.cases.open()[0]).toMatchObject({
      severity: 3,
      category: 'fire',
      pictureUrl: 'https://c/1.jpg',
      position: here,
      reportCount: 2,
    });
    expect(test.changes.at(-1)?.event).toMatchObject({ type: 'repeat', detail: { isUncertain: true } });
    await test.report({ ...camera, confidence: 0.9 }, { by: 'source:cam' });
    expect(test.cases.open()[0]).toMatchObject({ severity: 1, dueAt: morning + 30_000, decidedVersion: 1 });
  });

  it('the same once more by its outside name changes nothing, also after it was closed', async () => {
    const test = createTestCases();
    const event = { source: 'platform', externalId: 'E-1' } as const;
    const first = await test.report(event, { by: 'source:city' });
    await test.report(event, { by: 'source:city' });
    expect(test.changes).toHaveLength(1);
    // Another source has names of its own; what it tells is a repeat.
    expect(await test.report(event, { by: 'source:other' })).toMatchObject({ id: first.id, reportCount: 2 });
    await test.report(event, { by: 'source:other' });
    expect(test.changes).toHaveLength(2);
    await test.act('void', 'zhao', { caseId: first.id, comment: 'x' });
    expect((await test.report(event, { by: 'source:city' })).id).toBe(first.id);
    expect(test.cases.open()).toEqual([]);
  });

  it('keeps a recogniser that has gone mad from burying everybody', async () => {
    const test = createTestCases();
    for (let index = 0; index < 2_000; index += 1) await test.report(fromCamera(index), { by: 'source:cam' });
    expect(
      await test.act('report', 'source:cam', { caseId: 'more', report: toReport(fromCamera(2_000)) }),
    ).toMatchObject({ outcome: 'refused', reason: { en: expect.stringContaining('2000 open cases') } });
    expect((await test.report({ title: 'smoke' }, { by: 'li' })).number).toBe('20261122-2001');
    const first = test.cases.open().at(-1)!;
    await test.act('void', 'zhao', { caseId: first.id, comment: 'mad' });
    expect((await test.report(fromCamera(2_001), { by: 'source:cam' })).number).toBe('20261122-2002');
  });

  it('refuses a report by who may only look, and one of nothing', async () => {
    const test = createTestCases();
    const report = toReport();
    expect((await test.act('report', 'qian', { report })).outcome).toBe('refused');
    expect((await test.act('report', 'li', { report: { ...report, title: ' ' } })).outcome).toBe('refused');
    expect((await test.act('report', 'li', { report: null })).outcome).toBe('refused');
    expect((await test.act('report', 'sun', { report })).outcome).toBe('done');
  });

  it('numbers by the day of its time zone, never twice, also when the zone is changed', async () => {
    let timeZone = 'Asia/Shanghai';
    const settings = {
      ...defaultDeskSettings,
      get timeZone() {
        return timeZone;
      },
    };
    const test = createTestCases({ settings });
    const numbers: string[] = [];
    const at = (time: number) => async () => {
      numbers.push((await test.report({}, { at: time })).number);
    };
    const midnight = Date.UTC(2026, 10, 22, 16);
    await at(midnight - 1)();
    await at(midnight)();
    timeZone = 'UTC';
    await at(midnight + 1)();
    timeZone = 'Nowhere/Nothing';
    await at(midnight + 2)();
    timeZone = 'Asia/Shanghai';
    await at(midnight + 3)();
    expect(numbers).toEqual([
      '20261122-0001',
      '20261123-0001',
      '20261122-0002',
      '20261122-0003',
      '20261123-0002',
    ]);
  });

  it('bounds the positions that wait for the database, dropping the oldest', () => {
    const test = createTestCases();
    for (let n = 0; n < 50_010; n += 1) {
      test.say({
        type: 'track',
        point: { username: 'sun', at: morning + n, position: here, accuracy_m: null },
      });
    }
    expect(test.cases.outbox.tracks.size()).toBe(50_000);
    expect(test.cases.droppedTracks()).toBe(10);
    expect(test.cases.outbox.tracks.next(1)[0]?.content.at).toBe(morning + 10);
  });

  it('refuses a snapshot of a format that it does not know', () => {
    const test = createTestCases();
    expect(() => test.cases.restore(Buffer.from('nonsense'))).toThrow('cannot be read');
  });
});
