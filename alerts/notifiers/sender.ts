import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Delivery, DeliveryOutcome } from '../../domain/delivery.ts';
import type { Channel } from '../../domain/desk-settings.ts';
import { createBusyDeliveries } from './busy-deliveries.ts';
import { createChannelLane, type ChannelLane, type LaneState } from './channel-lane.ts';
import { addressOf, messageIdOf, type Batch } from './digest-plan.ts';
import { notifierLimits } from './limits.ts';
import { failed, type Message, type Notice, type Notifier, type SendResult } from './notifier.ts';

export interface SenderOptions {
  /** The fold's deliveries that are to be attempted now. */
  readonly deliveries: { due(now: number): readonly Delivery[] };
  /** The channels in force now, by id. */
  readonly channel: (id: string) => { readonly settings: Channel; readonly notifier: Notifier } | string;
  /** Puts names that people know in the place of ids. */
  readonly named: (delivery: Delivery) => Delivery;
  /** Where a recipient confirms a delivery; null where there is no such page. */
  readonly confirmUrl: (deliveryId: string) => string | null;
  readonly timeZone: () => string;
  /** Journals an outcome; resolves when it is on disk. */
  readonly append: (outcome: DeliveryOutcome) => Promise<unknown>;
  readonly now: () => number;
  readonly log: Logger;
  /** For tests, which cannot wait for seconds. */
  readonly limits?: Partial<Record<keyof typeof notifierLimits, number>>;
}

/**
 * The side effect of the deliveries: takes what is due from the fold, sends it over its channel, and journals
 * what came of it; the fold decides on retries and fall-backs. At least once: what was sent but not journalled
 * before a crash goes out again with the same idempotency key. Channels do not wait for one another, and the
 * fold waits for none.
 */
export interface Sender {
  start(): void;
  /** Breaks off what does not end within seconds; that is neither sent nor failed, and due again afterwards. */
  stop(): Promise<void>;
  /** Something may have become due. Cheap: many calls make one look. */
  wake(): void;
  /** Nothing is under way, and nobody has asked for a look. */
  isQuiet(): boolean;
  /** By channel, those that were used. */
  states(): Readonly<Record<string, LaneState>>;
}

export function createSender(options: SenderOptions): Sender {
  const { deliveries, channel, append, now, log } = options;
  const limits = { ...notifierLimits, ...options.limits };
  const lanes = new Map<string, ChannelLane>();
  const busy = createBusyDeliveries({ unfolded_ms_max: limits.unfolded_ms_max });
  const underWay = new Set<Promise<void>>();
  const aborting = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;
  let soon: NodeJS.Immediate | null = null;
  let later: NodeJS.Timeout | null = null;
  let lookCost_ms = 0;
  let isStopping = false;

  function look(): void {
    isLooking = false;
    if (isStopping) return;
    const began_ms = performance.now();
    dispatchDue();
    lookCost_ms = performance.now() - began_ms;
  }

  function dispatchDue(): void {
    const at = now();
    const due = deliveries.due(at).filter((delivery) => !busy.has(delivery, at));
    busy.forgetFolded(at);
    const byChannel = Map.groupBy(due, ({ routes, routeIndex }) => routes[routeIndex]?.channelId ?? '');
    for (const [id, lane] of lanes) {
      if (byChannel.has(id)) continue;
      lane.select([], at);
      if (lane.isIdle() && typeof channel(id) === 'string') lanes.delete(id);
    }
    for (const [id, ofChannel] of byChannel) dispatch(id, ofChannel, at);
  }

  function dispatch(channelId: string, due: readonly Delivery[], at: number): void {
    const lane = laneOf(channelId);
    for (const batch of lane.select(due, at)) {
      lane.begin(batch, at);
      for (const delivery of batch) busy.add(delivery);
      const attempt = send(channelId, lane, batch).finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }
  }

  function laneOf(channelId: string): ChannelLane {
    let lane = lanes.get(channelId);
    if (lane === undefined) {
      lane = createChannelLane(() => {
        const found = channel(channelId);
        return typeof found === 'string' ? null : found.settings.perMinute_max;
      });
      lanes.set(channelId, lane);
    }
    return lane;
  }

  async function send(channelId: string, lane: ChannelLane, batch: Batch): Promise<void> {
    const result = await attempt(channelId, toMessage(batch));
    // Whether it was sent before it was broken off nobody knows: it stays due.
    if (aborting.signal.aborted && result.outcome === 'failed') {
      lane.abandon(batch);
      return;
    }
    const at = now();
    lane.end(batch, result, at);
    if (result.outcome === 'failed')
      log.warn({ channel: channelId, message: messageIdOf(batch), detail: result.detail }, 'not sent');
    const outcomes = batch.map(({ id }) => toOutcome(id, { channelId, result, at }));
    await Promise.all(outcomes.map((outcome) => journal(outcome)));
    wake();
  }

  /** Never throws, and never takes longer than the channel's time-out and some grace. */
  async function attempt(channelId: string, message: Message): Promise<SendResult> {
    const found = channel(channelId);
    if (typeof found === 'string') return failed(found, { isPermanent: true });
    const guard = new AbortController();
    const signal = AbortSignal.any([aborting.signal, guard.signal]);
    const time_ms = message.isUrgent
      ? limits.urgentAttempt_ms_max
      : limits.attempt_ms_max + limits.attemptGrace_ms;
    try {
      return await Promise.race([
        found.notifier.send(message, signal),
        delay(time_ms, failed(`the channel did not answer within ${time_ms} ms`), { signal }),
      ]);
    } catch (error) {
      if (!aborting.signal.aborted) log.error({ err: error, channel: channelId }, 'a channel broke');
      return failed(`the channel broke: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      guard.abort();
    }
  }

  function toMessage(batch: Batch): Message {
    const [first, ...rest] = batch;
    const notice = (delivery: Delivery): Notice => ({
      delivery: options.named(delivery),
      confirmUrl: options.confirmUrl(delivery.id),
    });
    return {
      id: messageIdOf(batch),
      address: addressOf(first),
      language: first.language,
      isUrgent: first.isUrgent,
      timeZone: options.timeZone(),
      at: now(),
      notices: [notice(first), ...rest.map(notice)],
    };
  }

  /** Until the journal takes it: to send again meanwhile would be worse than to know nothing on disk. */
  async function journal(outcome: DeliveryOutcome): Promise<void> {
    while (!aborting.signal.aborted) {
      try {
        await append(outcome);
        busy.journalled(outcome.deliveryId, now());
        return;
      } catch (error) {
        log.error(
          { err: error, delivery: outcome.deliveryId },
          'the outcome of a delivery is not journalled',
        );
        await delay(limits.journalRetry_ms, undefined, { signal: aborting.signal }).catch(() => {});
      }
    }
  }

  function wake(): void {
    if (isStopping || isLooking) return;
    isLooking = true;
    // In a storm a look goes through thousands, and each outcome asks for one: alarms come before.
    if (lookCost_ms < limits.cheapLook_ms) soon = setImmediate(look);
    else later = setTimeout(look, lookCost_ms * limits.lookPause_share);
  }

  return {
    start() {
      timer = setInterval(wake, limits.poll_ms);
      wake();
    },
    async stop() {
      isStopping = true;
      if (timer !== null) clearInterval(timer);
      if (soon !== null) clearImmediate(soon);
      if (later !== null) clearTimeout(later);
      const timeUp = new AbortController();
      const ended = Promise.all(underWay);
      const wait = (ms: number) => delay(ms, undefined, { signal: timeUp.signal }).catch(() => {});
      await Promise.race([ended, wait(limits.stopWait_ms)]);
      aborting.abort();
      await Promise.race([ended, wait(limits.stopAbort_ms)]);
      timeUp.abort();
    },
    wake,
    isQuiet: () => !isLooking && [...lanes.values()].every((lane) => lane.isIdle()),
    states: () => Object.fromEntries([...lanes].map(([id, lane]) => [id, lane.state()])),
  };
}

function toOutcome(
  deliveryId: string,
  { channelId, result, at }: { channelId: string; result: SendResult; at: number },
): DeliveryOutcome {
  const isPermanent = result.outcome === 'failed' && result.isPermanent;
  return { deliveryId, at, outcome: result.outcome, channelId, isPermanent, detail: result.detail, by: null };
}
