import { deserialize, serialize } from 'node:v8';
import type { Activation } from '../../domain/activation.ts';
import type { Alert, Finding } from '../../domain/alert.ts';
import type { JournalEntry } from '../../domain/record.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from '../document-outbox.ts';
import type { Step } from '../life-cycle.ts';
import type { SettingsInForce } from '../settings.ts';
import type { Topology } from '../topology.ts';
import { adoptActivation, beginActivation, continueActivation, isStart } from './fold-activation.ts';
import { figuresLimits } from './limits.ts';
import { seatsWatching } from './seats-watching.ts';

/** What the database is to have: an activation as it is now, or what was found out about one long gone. */
export type ActivityDocument =
  | { readonly type: 'activation'; readonly activation: Activation }
  | { readonly type: 'finding'; readonly alertId: string; readonly finding: Finding };

/**
 * What happened, for the key figures: a fold of the alerts' steps, one entry for each time that a condition
 * became active, with its place and seats as they were then. The live figures are computed from it without
 * the database; the database gets each entry by and by, and has those of the past.
 */
export interface Activity {
  /** `steps` are what the desk made of the same entry. */
  apply(entry: JournalEntry, steps: readonly Step[]): void;
  /** What memory has: all that is on the list, and what began within the last day. In no order. */
  held(): readonly Activation[];
  /** From when on `held` has everything, ms: at first since the first record; null before that. */
  completeSince(): number | null;
  readonly outbox: DocumentOutbox<ActivityDocument>;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

interface ActivitySnapshot {
  readonly format: number;
  readonly replaced: readonly Activation[];
  readonly latest: readonly Activation[];
  readonly waiting: readonly Document<ActivityDocument>[];
  readonly now: number;
  readonly prunedAt: number;
  readonly pruneAbove: number;
  readonly completeSince: number | null;
}

const format = 1;

export function createActivity(options: {
  readonly settings: Pick<SettingsInForce, 'current'>;
  readonly topology: Pick<Topology, 'of'>;
}): Activity {
  const { settings, topology } = options;
  /** Of each alert, the latest activation in memory. */
  const latest = new Map<string, Activation>();
  /** Those that another of the same alert replaced, the oldest first. */
  const replaced = new Map<string, Activation>();
  const outbox = createDocumentOutbox<ActivityDocument>();
  let now = 0;
  let prunedAt = 0;
  let pruneAbove: number = figuresLimits.activationsHeld_max;
  let completeSince: number | null = null;

  function apply({ record }: JournalEntry, steps: readonly Step[]): void {
    const seat = record.type === 'action' ? record.action.seat : null;
    for (const step of steps) {
      now = Math.max(now, step.event.at);
      take(step, seat);
    }
    if (record.type === 'tick') now = Math.max(now, record.at);
    if (completeSince === null && now > 0) completeSince = now;
    if (now - prunedAt >= figuresLimits.pruneEvery_ms || size() > pruneAbove) prune();
  }

  function take(step: Step, seat: string | null): void {
    const { alert, event } = step;
    const before = latest.get(alert.id);
    if (isStart(step)) {
      if (before !== undefined) replace(before, event.at);
      latest.delete(alert.id);
      keep(beginActivation(step, (before?.number ?? alert.activations - 1) + 1, surroundingsOf(alert)));
      return;
    }
    if (before !== undefined) {
      keep(continueActivation(before, step, seat));
      return;
    }
    if (alert.closedAt === null) {
      keep(continueActivation(adoptActivation(step, surroundingsOf(alert)), step, seat));
      return;
    }
    // Closed long ago: the database has all of it but what was found out since.
    const { id: alertId, finding } = alert;
    if (finding !== null) outbox.add(`finding:${alertId}`, { type: 'finding', alertId, finding });
  }

  function surroundingsOf(alert: Alert): Pick<Activation, 'path' | 'seats'> {
    const { path } = topology.of(alert.deviceId);
    return { path, seats: seatsWatching(settings.current().seats, { path, kind: alert.kind }) };
  }

  function keep(activation: Activation): void {
    latest.set(activation.alertId, activation);
    write(activation);
  }

  function replace(before: Activation, at: number): void {
    const after = { ...before, leftAt: before.leftAt ?? at };
    replaced.set(keyOf(after), after);
    write(after);
  }

  function write(activation: Activation): void {
    outbox.add(keyOf(activation), { type: 'activation', activation });
  }

  function size(): number {
    return latest.size + replaced.size;
  }

  function prune(): void {
    prunedAt = now;
    completeSince = Math.max(completeSince ?? 0, now - figuresLimits.heldFor_ms);
    for (const map of [replaced, latest]) {
      for (const [key, { beganAt, leftAt }] of map) {
        if (leftAt !== null && beganAt < now - figuresLimits.heldFor_ms) map.delete(key);
      }
    }
    for (const map of [replaced, latest]) {
      for (const [key, { leftAt, beganAt }] of map) {
        if (size() <= figuresLimits.activationsHeld_max) break;
        if (leftAt === null) continue;
        map.delete(key);
        completeSince = Math.max(completeSince ?? 0, beganAt + 1);
      }
    }
    // Where everything is still open nothing can go: looking again pays only when there is more.
    pruneAbove = Math.max(figuresLimits.activationsHeld_max, size() + figuresLimits.pruneStep);
  }

  function restore(state: Uint8Array): void {
    const content = deserialize(state) as ActivitySnapshot;
    if (content.format !== format) throw new Error(`the activity snapshot has format ${content.format}`);
    latest.clear();
    replaced.clear();
    for (const activation of content.replaced) replaced.set(keyOf(activation), activation);
    for (const activation of content.latest) latest.set(activation.alertId, activation);
    outbox.restore(content.waiting);
    ({ now, prunedAt, pruneAbove, completeSince } = content);
  }

  return {
    apply,
    held: () => [...replaced.values(), ...latest.values()],
    completeSince: () => completeSince,
    outbox,
    snapshot() {
      const content: ActivitySnapshot = {
        format,
        replaced: [...replaced.values()],
        latest: [...latest.values()],
        waiting: outbox.content(),
        now,
        prunedAt,
        pruneAbove,
        completeSince,
      };
      return serialize(content);
    },
    restore,
  };
}

function keyOf({ alertId, number }: Pick<Activation, 'alertId' | 'number'>): string {
  return `${alertId}/${number}`;
}
