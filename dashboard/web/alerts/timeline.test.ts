import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../domain/alert.ts';
import type { DeliveryView } from './detail-api.ts';
import { growthOf } from './growth.ts';
import { toTimeline } from './timeline.ts';

function event(version: number, type: AlertEvent['type'], detail: AlertEvent['detail'] = {}): AlertEvent {
  return { alertId: 'a', version, at: version * 1_000, type, by: 'rules', comment: null, detail };
}

function delivery(id: string, createdAt: number): DeliveryView {
  return {
    id,
    version: 1,
    recipientId: 'r',
    recipientName: { zh: '物业', en: 'Property' },
    language: 'zh',
    isUrgent: true,
    state: 'sent',
    attempts: 1,
    nextAttemptAt: 0,
    createdAt,
    sentAt: createdAt,
    confirmedAt: null,
    confirmedBy: null,
    lastError: null,
    channelId: 'sms',
    reason: 'raised',
  };
}

describe('what happened to an alert', () => {
  const forecast = { forecast: {} };

  it('is told together with who was told, the newest first', () => {
    const lines = toTimeline([event(1, 'raise'), event(2, 'acknowledge')], [delivery('d', 1_000)]);
    expect(lines.map(({ key }) => key)).toEqual(['event 2 acknowledge', 'delivery d', 'event 1 raise']);
  });

  it('has one line for updates of a forecast in a row, and none of them hides what came between', () => {
    const history = [
      event(1, 'raise', forecast),
      event(2, 'update', forecast),
      event(3, 'update', forecast),
      event(4, 'update', forecast),
      event(5, 'acknowledge'),
      event(6, 'update', forecast),
      event(7, 'update'),
    ];
    const lines = toTimeline(history, []);
    expect(lines.map((line) => [line.type, line.at, line.type === 'updates' ? line.count : 1])).toEqual([
      ['event', 7_000, 1],
      ['event', 6_000, 1],
      ['event', 5_000, 1],
      ['updates', 4_000, 3],
      ['event', 1_000, 1],
    ]);
  });
});

describe('how an incident grew', () => {
  it('counts the alerts of each stretch, with the worst of them', () => {
    const alerts = [
      { raisedAt: 0, displayedSeverity: 3 as const },
      { raisedAt: 1, displayedSeverity: 1 as const },
      { raisedAt: 100, displayedSeverity: 4 as const },
    ];
    const bars = growthOf(alerts, [0, 100]);
    expect(bars[0]).toEqual({ count: 2, severity: 1 });
    expect(bars.at(-1)).toEqual({ count: 1, severity: 4 });
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });
});
