import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertEvent } from '../domain/alert.ts';
import { keyOf } from './activation-times.ts';
import type { OutboxBatch } from './outbox.ts';
import { createTestFold, type TestFold } from './test-fold.ts';
import { shortHistories, toEntries } from './test-random-desk.ts';
import { expectSame } from './test-same.ts';

/** What the database holds, with the rules of `saveAlerts` and the constraint on open alerts. */
function createModel() {
  const alerts = new Map<string, Alert>();
  const events = new Map<string, AlertEvent>();

  function put(alert: Alert): void {
    if ((alerts.get(alert.id)?.version ?? 0) < alert.version) alerts.set(alert.id, alert);
  }

  return {
    alerts,
    events,
    save(batch: OutboxBatch): void {
      for (const alert of batch.alerts) if (alert.closedAt !== null) put(alert);
      for (const alert of batch.alerts) if (alert.closedAt === null) put(alert);
      for (const event of batch.events) {
        const key = `${event.alertId} ${event.version}`;
        if (!events.has(key)) events.set(key, event);
      }
      const open = [...alerts.values()].filter((alert) => alert.closedAt === null).map(keyOf);
      if (new Set(open).size < open.length) expect(open, 'open alerts of one rule and scope').toEqual([]);
    },
  };
}

/** What happens between the desk and the database after an entry. */
const turns = fc.array(
  fc.record({
    /** `lost`: written, but the answer did not arrive; `twice`: the answer is told twice. */
    what: fc.constantFrom(
      'away',
      'away',
      'away',
      'away',
      'away',
      'away',
      'saved',
      'saved',
      'lost',
      'twice',
      'killed',
    ),
    events: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 20, maxLength: 20 },
);

describe('1 and 3: over 10,000 random histories with a database that comes and goes', () => {
  it('it ends up with every alert as it is and every line of history, once', () => {
    fc.assert(
      fc.property(shortHistories, turns, (numbers, plan) => {
        const model = createModel();
        const told = new Map<string, AlertEvent>();
        let process: TestFold = createTestFold();
        let saved: readonly Uint8Array[] | undefined;
        const entries = toEntries(numbers);
        for (const [index, entry] of entries.entries()) {
          for (const { event } of process.apply(entry)) told.set(`${event.alertId} ${event.version}`, event);
          const { what, events } = plan[index % plan.length]!;
          if (index % 16 === 0) saved = process.snapshot();
          if (what === 'away') continue;
          if (what === 'killed') {
            process = createTestFold(saved);
            for (const again of entries.slice(0, index + 1)) process.apply(again);
            continue;
          }
          const { outbox } = process.desk;
          const batch = outbox.next(events);
          model.save(batch);
          if (what !== 'lost') outbox.saved(batch);
          if (what === 'twice') outbox.saved(batch);
        }
        const { desk } = process;
        while (desk.outbox.size() > 0) {
          const batch = desk.outbox.next(7);
          model.save(batch);
          desk.outbox.saved(batch);
        }
        expectSame(model.events, told);
        const known = [...desk.open(), ...desk.recentlyClosed()];
        expectSame(model.alerts, new Map(known.map((alert) => [alert.id, alert])));
      }),
      { numRuns: 10_000 },
    );
  }, 300_000);
});
