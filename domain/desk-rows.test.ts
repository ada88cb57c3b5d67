import { describe, expect, it } from 'vitest';
import { sampleIncident } from '../dashboard/server/test-incidents.ts';
import { sampleAlert } from '../dashboard/server/test-support.ts';
import type { Alert } from './alert.ts';
import { isNeverFolded, rowsOf } from './desk-rows.ts';

function alert(id: string, rest: Partial<Alert> & { incidentId?: string | null } = {}) {
  const { incidentId = 'i', ...changes } = rest;
  const plain = { severity: 4, displayedSeverity: 4, latch: 'free', raisedAt: 1_000 } as const;
  return { ...sampleAlert({ id, ...plain, ...changes }), incidentId };
}

const incident = sampleIncident({ id: 'i', severity: 4, lastAlertAt: 2_000 });
const fire = { severity: 1, displayedSeverity: 1, latch: 'latched' } as const;

function told(rows: ReturnType<typeof rowsOf>): readonly string[] {
  return rows.map((row) =>
    row.type === 'alert' ? row.alert.id : `${row.incident.id}(${row.alerts.map(({ id }) => id).join(' ')})`,
  );
}

describe('what staff have to look at', () => {
  it.each([
    { name: 'one row for what belongs together', alerts: [alert('a'), alert('b')], rows: ['i(a b)'] },
    { name: 'first up first', alerts: [alert('late', { raisedAt: 9_000 }), alert('a')], rows: ['i(a late)'] },
    {
      name: 'fires each, and what they are part of',
      alerts: [alert('a', fire), alert('b', fire)],
      rows: ['a', 'b', 'i(a b)'],
    },
    { name: 'one fire alone once', alerts: [alert('a', fire)], rows: ['a'] },
    {
      name: 'a fire that somebody has seen within its incident',
      alerts: [alert('a', { ...fire, operator: 'acknowledged' })],
      rows: ['i(a)'],
    },
    { name: 'what is part of nothing', alerts: [alert('a', { incidentId: null })], rows: ['a', 'i()'] },
    {
      name: 'what is part of something that nobody told of',
      alerts: [alert('a', { incidentId: 'x' })],
      rows: ['a', 'i()'],
    },
  ])('$name', ({ alerts, rows }) => {
    expect(told(rowsOf(alerts, [incident])).toSorted()).toEqual(rows.toSorted());
  });

  it('leaves ended incidents out, but not their open alerts', () => {
    const ended = { ...incident, closedAt: 5_000 };
    expect(told(rowsOf([alert('a')], [ended]))).toEqual(['a']);
  });

  it('has the worst first, then what nobody has seen, then the newest', () => {
    const incidents = [1, 2, 3].map((n) =>
      sampleIncident({ id: `i${n}`, severity: 3, lastAlertAt: n * 1_000 }),
    );
    const alerts = [
      alert('seen', { incidentId: 'i3', severity: 3, displayedSeverity: 3, operator: 'acknowledged' }),
      alert('older', { incidentId: 'i1', severity: 3, displayedSeverity: 3 }),
      alert('newer', { incidentId: 'i2', severity: 3, displayedSeverity: 3 }),
      alert('fire', { ...fire, incidentId: null }),
    ];
    expect(told(rowsOf(alerts, incidents))).toEqual(['fire', 'i2(newer)', 'i1(older)', 'i3(seen)']);
  });

  it.each([
    [{ displayedSeverity: 1 }, true],
    [{ latch: 'latched', displayedSeverity: 2 }, true],
    [{ latch: 'free', displayedSeverity: 2 }, false],
  ] as const)('%j endangers people: %s', (changes, expected) => {
    expect(isNeverFolded(sampleAlert({ latch: 'free', ...changes }))).toBe(expected);
  });
});
