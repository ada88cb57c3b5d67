import type { DeskSettings, Recipient } from '../../domain/desk-settings.ts';
import type { ChannelState, Delivery, DeliveryContent, DeliveryOutcome } from '../../domain/delivery.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from '../document-outbox.ts';
import { attempts_max, backOff_ms } from './back-off.ts';
import { createChannelHealth } from './channel-health.ts';
import { toContentId } from '../content-id.ts';
import { routingLimits } from './limits.ts';

/** That a recipient is to be told something. */
export interface Wish {
  /** Tells this telling from others of the same subject: the ringing, the step. */
  readonly occasion: readonly unknown[];
  readonly recipient: Recipient;
  readonly content: DeliveryContent;
  readonly at: number;
  /** Only by this channel: to find out whether it works again. */
  readonly onlyBy?: string;
}

/** What others may ask of the deliveries: who sends, who shows. */
export interface DeliveriesView {
  /** Those to be tried by now, urgent ones first, then the longest-waiting. */
  due(now: number): readonly Delivery[];
  /** One that waits, or was sent or ended lately. */
  find(id: string): Delivery | undefined;
  /** Those that memory has, oldest first. */
  ofSubject(id: string): readonly Delivery[];
  recent(): readonly Delivery[];
  /** Of every channel of the settings. */
  channelStates(): readonly ChannelState[];
  /** What waits for the database. */
  readonly outbox: DocumentOutbox<Delivery>;
}

/** All that is to be told to somebody, and what became of it. A part of the fold of the journal. */
export interface Deliveries extends DeliveriesView {
  /** The id is made from the wish: the same wish once more changes nothing. */
  ask(wish: Wish): void;
  /** What became of an attempt, or that somebody confirmed; says whether it broke or mended its channel. */
  settle(outcome: DeliveryOutcome): 'broke' | 'mended' | null;
  /** Gives up what waits about a subject and is no longer needed. */
  giveUp(subjectId: string, isNeedless: (delivery: Delivery) => boolean): void;
  /** Other settings are in force: what waits goes the ways that its recipient has now, or to nobody who is gone. */
  takeSettings(at: number): void;
  /** Deliveries changed since this was asked last. */
  takeChanged(): readonly Delivery[];
  content(): DeliveriesContent;
  restore(content: DeliveriesContent): void;
}

export interface DeliveriesContent {
  readonly held: readonly Delivery[];
  readonly settled: readonly string[];
  readonly channels: readonly ChannelState[];
  readonly unsaved: readonly Document<Delivery>[];
}

const noWay = 'there is no channel to them';

export function createDeliveries(settings: () => Pick<DeskSettings, 'channels' | 'recipients'>): Deliveries {
  const held = new Map<string, Delivery>();
  const bySubject = new Map<string, Set<string>>();
  const waiting = new Set<string>();
  /** Sent or ended, the longest ago first: the first to leave memory. */
  const settled = new Set<string>();
  const health = createChannelHealth();
  const outbox = createDocumentOutbox<Delivery>();
  let changed = new Map<string, Delivery>();

  function put(delivery: Delivery): void {
    const { id, state } = delivery;
    hold(delivery);
    changed.set(id, delivery);
    outbox.add(id, delivery);
    if (state === 'waiting') return;
    waiting.delete(id);
    settled.delete(id);
    settled.add(id);
    for (const oldest of settled) {
      if (settled.size <= routingLimits.settledHeld_max) break;
      settled.delete(oldest);
      forget(oldest);
    }
  }

  function hold(delivery: Delivery): void {
    const { id, content, state } = delivery;
    held.set(id, delivery);
    if (state === 'waiting') waiting.add(id);
    const ids = bySubject.get(content.subject.id);
    if (ids === undefined) bySubject.set(content.subject.id, new Set([id]));
    else ids.add(id);
  }

  function forget(id: string): void {
    const delivery = held.get(id);
    if (delivery === undefined) return;
    held.delete(id);
    const subjectId = delivery.content.subject.id;
    const ids = bySubject.get(subjectId);
    ids?.delete(id);
    if (ids?.size === 0) bySubject.delete(subjectId);
  }

  /** In the recipient's order; what is known to be broken is tried last. */
  function routesTo({ reachedBy }: Recipient, onlyBy?: string): Delivery['routes'] {
    const known = reachedBy.filter(
      ({ channel }) =>
        settings().channels.some(({ id }) => id === channel) && (onlyBy ?? channel) === channel,
    );
    return known
      .toSorted((a, b) => Number(health.isBroken(a.channel)) - Number(health.isBroken(b.channel)))
      .map(({ channel, address }) => ({ channelId: channel, address }));
  }

  function ask({ occasion, recipient, content, at, onlyBy }: Wish): void {
    const { type, id: subjectId } = content.subject;
    const id = toContentId([type, subjectId, content.reason, ...occasion, recipient.id]);
    if (held.has(id)) return;
    const routes = routesTo(recipient, onlyBy);
    put({
      id,
      version: 1,
      recipientId: recipient.id,
      recipientName: recipient.name,
      language: recipient.language,
      routes,
      isUrgent: content.severity === 1 && content.subject.type !== 'notice' && content.reason !== 'returned',
      content,
      state: routes.length === 0 ? 'failed' : 'waiting',
      routeIndex: 0,
      attempts: 0,
      nextAttemptAt: at,
      createdAt: at,
      sentAt: null,
      confirmedAt: null,
      confirmedBy: null,
      lastError: routes.length === 0 ? noWay : null,
    });
  }

  function settle(outcome: DeliveryOutcome): 'broke' | 'mended' | null {
    const effect = health.note(outcome);
    const delivery = held.get(outcome.deliveryId);
    if (delivery === undefined) return effect;
    const next = after(delivery, outcome);
    if (next !== null) put({ ...delivery, ...next, version: delivery.version + 1 });
    return effect;
  }

  /** Null where it says nothing new. */
  function after(delivery: Delivery, outcome: DeliveryOutcome): Partial<Delivery> | null {
    const { state, routes, routeIndex } = delivery;
    const { at, channelId, detail } = outcome;
    if (state === 'confirmed') return null;
    if (outcome.outcome === 'confirmed') {
      return { state: 'confirmed', confirmedAt: at, confirmedBy: outcome.by };
    }
    if (outcome.outcome === 'sent') {
      if (state === 'sent') return null;
      const taken = routes.findIndex((route) => route.channelId === channelId);
      return {
        state: 'sent',
        sentAt: at,
        routeIndex: taken === -1 ? routeIndex : taken,
        attempts: delivery.attempts + 1,
        lastError: null,
      };
    }
    const isPresent = state === 'waiting' && routes[routeIndex]?.channelId === channelId;
    if (!isPresent) return null;
    return afterFailure(delivery, { at, detail, isPermanent: outcome.isPermanent });
  }

  function afterFailure(
    delivery: Delivery,
    { at, detail, isPermanent }: { at: number; detail: string | null; isPermanent: boolean },
  ): Partial<Delivery> {
    const { routes, routeIndex, content } = delivery;
    const attempts = delivery.attempts + 1;
    const hasNext = routeIndex + 1 < routes.length;
    const isBroken = health.isBroken(routes[routeIndex]?.channelId ?? '');
    // What tells that a channel works again is tried for as long as it does not.
    const isProbe = content.subject.type === 'notice' && routes.length === 1 && isBroken;
    const isOver = isPermanent || (attempts >= attempts_max(delivery) && !isProbe) || (isBroken && hasNext);
    if (!isOver) return { attempts, lastError: detail, nextAttemptAt: at + backOff_ms(delivery, attempts) };
    if (!hasNext) return { attempts, lastError: detail, state: 'failed' };
    return { attempts: 0, lastError: detail, routeIndex: routeIndex + 1, nextAttemptAt: at };
  }

  function giveUp(subjectId: string, isNeedless: (delivery: Delivery) => boolean): void {
    for (const id of bySubject.get(subjectId) ?? []) {
      const delivery = held.get(id);
      if (delivery?.state !== 'waiting' || !isNeedless(delivery)) continue;
      put({ ...delivery, state: 'void', version: delivery.version + 1 });
    }
  }

  function takeSettings(at: number): void {
    health.keep(settings().channels.map(({ id }) => id));
    for (const delivery of listWaiting()) {
      // What finds out whether one channel works keeps to it.
      if (delivery.content.subject.type === 'notice') continue;
      const recipient = settings().recipients.find(({ id }) => id === delivery.recipientId);
      const version = delivery.version + 1;
      if (recipient === undefined) {
        put({ ...delivery, version, state: 'void', lastError: 'they are no longer in the settings' });
        continue;
      }
      const routes = routesTo(recipient);
      if (areSameWays(routes, delivery.routes)) continue;
      if (routes.length === 0) put({ ...delivery, version, routes, state: 'failed', lastError: noWay });
      else put({ ...delivery, version, routes, routeIndex: 0, attempts: 0, nextAttemptAt: at });
    }
  }

  function listWaiting(): readonly Delivery[] {
    return [...waiting].flatMap((id) => held.get(id) ?? []);
  }

  return {
    ask,
    settle,
    giveUp,
    takeSettings,
    takeChanged() {
      const taken = [...changed.values()];
      changed = new Map();
      return taken;
    },
    due: (now) =>
      listWaiting()
        .filter((delivery) => isDue(delivery, now))
        .toSorted((a, b) => Number(b.isUrgent) - Number(a.isUrgent) || a.nextAttemptAt - b.nextAttemptAt),
    find: (id) => held.get(id),
    ofSubject: (id) => [...(bySubject.get(id) ?? [])].flatMap((each) => held.get(each) ?? []),
    recent: () => [...held.values()],
    channelStates: () => settings().channels.map(({ id }) => health.of(id)),
    outbox,
    content: () => ({
      held: [...held.values()],
      settled: [...settled],
      channels: health.content(),
      unsaved: outbox.content(),
    }),
    restore(content) {
      for (const map of [held, bySubject, waiting, settled, changed]) map.clear();
      for (const delivery of content.held) hold(delivery);
      for (const id of content.settled) settled.add(id);
      health.restore(content.channels);
      outbox.restore(content.unsaved);
    },
  };
}

/** After its pause; and at once where the pause has not begun yet, as the clock was set back since. */
function isDue(delivery: Delivery, now: number): boolean {
  const { nextAttemptAt, attempts } = delivery;
  const pause = attempts === 0 ? 0 : backOff_ms(delivery, attempts);
  return nextAttemptAt <= now || nextAttemptAt - pause > now;
}

/** Whatever their order: that depends on which of them work. */
function areSameWays(some: Delivery['routes'], others: Delivery['routes']): boolean {
  const isAmong = (way: Delivery['routes'][number]): boolean =>
    others.some(({ channelId, address }) => channelId === way.channelId && address === way.address);
  return some.length === others.length && some.every(isAmong);
}
