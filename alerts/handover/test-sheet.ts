import type { HandoverAlert, HandoverSheet } from '../../domain/handover.ts';
import { figuresOf } from '../figures/test-activations.ts';

const at = 1_800_000_000_000;

/** For tests: an alert on a shelf until two hours later. */
export function sampleAlertLine({ reason }: { readonly reason: string }): HandoverAlert {
  return {
    id: 'alert-1',
    title: { zh: '烟雾', en: 'Smoke' },
    deviceId: 'smoke-1',
    place: { zh: '一号铺', en: 'Shop 1' },
    severity: 2,
    displayedSeverity: 2,
    condition: 'active',
    operator: 'acknowledged',
    latch: 'free',
    suppression: 'shelved',
    suppressed: { since: at, until: at + 7_200_000, by: 'li', reason, workOrder: null, causeId: null },
    assignee: null,
    raisedAt: at,
    acknowledgedAt: at,
    acknowledgedBy: 'li',
  };
}

/** For tests: a sheet of a quiet shift. */
export function sampleSheet(rest: Partial<HandoverSheet> = {}): HandoverSheet {
  const none = { count: 0, items: [] };
  return {
    shift: { id: 'day', name: { zh: '白班', en: 'Day shift' }, from: at - 3_600_000, to: at + 3_600_000 },
    at,
    unacknowledged: none,
    open: none,
    shelved: none,
    suppressed: none,
    outOfService: none,
    cases: none,
    incidents: null,
    figures: figuresOf([], { by: 'seat' }),
    missing: [],
    ...rest,
  };
}
