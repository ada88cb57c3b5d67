import { timeOf } from '../time-of.ts';
import { deserialize, serialize } from 'node:v8';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { Delivery, DeliveryOutcome, Escalation } from '../../domain/delivery.ts';
import type { JournalEntry } from '../../domain/record.ts';
import type { Step } from '../life-cycle.ts';
import type { Topology } from '../topology.ts';
import { channelWishes } from './channel-tellings.ts';
import { wishesOf, type CaseChange } from './case-tellings.ts';
import { createDeliveries, type DeliveriesContent, type DeliveriesView } from './deliveries.ts';
import { createEscalations } from './escalations.ts';
import type { Round } from './round.ts';

/** What the former parts of the room made of an entry. */
export interface EntryEffects {
  readonly steps: readonly Step[];
  readonly cases: readonly CaseChange[];
}

/**
 * Who is told, when, and what if nobody answers: a part of the fold of the journal. It decides and remembers;
 * sending is done outside, from what is due, and what came of it is journalled.
 */
export interface Routing {
  /** Deliveries that changed. */
  apply(entry: JournalEntry, effects: EntryEffects): readonly Delivery[];
  /** Null when the alert is closed, or has rung nowhere. */
  escalationOf(alertId: string): Escalation | null;
  readonly deliveries: DeliveriesView;
  onDeliveries(listener: (changed: readonly Delivery[]) => void): void;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

interface Snapshot {
  readonly format: number;
  readonly now: number;
  readonly rounds: readonly Round[];
  readonly deliveries: DeliveriesContent;
}

const format = 1;

export function createRouting(options: {
  readonly settings: () => DeskSettings;
  readonly topology: Pick<Topology, 'of'>;
}): Routing {
  const { topology } = options;
  /** Those by which what is due until the present record is decided. */
  let settings = options.settings();
  const deliveries = createDeliveries(() => settings);
  const escalations = createEscalations(deliveries);
  const listeners: ((changed: readonly Delivery[]) => void)[] = [];
  let now = 0;

  function apply({ record }: JournalEntry, { steps, cases }: EntryEffects): readonly Delivery[] {
    now = Math.max(now, record.type === 'delivery' ? record.outcome.at : timeOf(record));
    // What the desk's clock did before this record comes in between what was due then.
    const firstOfNow = steps.findIndex(({ event }) => event.at >= now);
    const early = firstOfNow === -1 ? steps : steps.slice(0, firstOfNow);
    for (const step of early) takeStep(step);
    escalations.runDue(settings, now);
    if (record.type === 'settings') {
      settings = options.settings();
      deliveries.takeSettings(now);
      escalations.revise(settings, now);
    }
    if (record.type === 'placement') escalations.relocate(record, settings, now);
    for (const step of steps.slice(early.length)) takeStep(step);
    for (const change of cases) takeCase(change);
    if (record.type === 'delivery') settle(record.outcome);
    // A clock that began in the past may have run out already.
    escalations.runDue(settings, now);
    const changed = deliveries.takeChanged();
    if (changed.length > 0) for (const listener of listeners) listener(changed);
    return changed;
  }

  function takeStep({ alert, event }: Step): void {
    escalations.runDue(settings, Math.min(event.at, now));
    escalations.take({ alert, event, path: topology.of(alert.deviceId).path }, settings);
  }

  function takeCase(change: CaseChange): void {
    const { id, closedAt, assignee } = change.case;
    for (const wish of wishesOf(settings, change)) deliveries.ask(wish);
    // Who no longer has it need not hear of it.
    deliveries.giveUp(id, ({ content, recipientId }) => {
      if (closedAt !== null) return true;
      const recipient = settings.recipients.find((one) => one.id === recipientId);
      const isTheirs = assignee === recipientId || assignee === recipient?.username;
      return content.reason === 'dispatched' && !isTheirs;
    });
  }

  function settle(outcome: DeliveryOutcome): void {
    const effect = deliveries.settle(outcome);
    if (effect === null || outcome.channelId === null) return;
    const { channelId, at, detail } = outcome;
    deliveries.giveUp(`channel:${channelId}`, () => true);
    for (const wish of channelWishes(settings, { channelId, at, detail, isBroken: effect === 'broke' })) {
      deliveries.ask(wish);
    }
  }

  return {
    apply,
    escalationOf: (alertId) => escalations.of(alertId),
    deliveries,
    onDeliveries: (listener) => listeners.push(listener),
    snapshot: () =>
      serialize({
        format,
        now,
        rounds: escalations.content(),
        deliveries: deliveries.content(),
      } satisfies Snapshot),
    restore(state) {
      const content = deserialize(state) as Snapshot;
      if (content.format !== format) {
        throw new Error(`the snapshot of the deliveries has format ${content.format}, not ${format}`);
      }
      ({ now } = content);
      settings = options.settings();
      escalations.restore(content.rounds);
      deliveries.restore(content.deliveries);
    },
  };
}
