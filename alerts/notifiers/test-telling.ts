import { pino } from 'pino';
import type { AlertChange } from '../../domain/alert.ts';
import type { Delivery, DeliveryOutcome } from '../../domain/delivery.ts';
import type { Channel, DeskSettings, Recipient } from '../../domain/desk-settings.ts';
import type { JournalEntry, JournalRecord } from '../../domain/record.ts';
import { createAlertRoom, type AlertRoom } from '../alert-room.ts';
import { anything, testSettings, toRecipient, toRoute } from '../routing/test-room.ts';
import { toChange } from '../test-changes.ts';
import type { UsableChannel } from './channels.ts';
import { createSender, type Sender, type SenderOptions } from './sender.ts';

/** For tests: the real fold on a journal in memory, and the real sender behind it, on a clock that is set by hand. */
export interface TestTelling {
  readonly room: AlertRoom;
  readonly journal: readonly JournalEntry[];
  now(): number;
  /** Moves the clock on, tells the fold, and waits until the sender has nothing under way. */
  pass(by_ms: number): Promise<void>;
  /** An alert of its own; severity 2 unless told otherwise. */
  raise(alertId: string, rest?: Partial<AlertChange>): void;
  /** The process is killed: nothing more is journalled, and a new one begins with what the journal has. */
  kill(): Promise<void>;
  deliveries(): readonly Delivery[];
  stop(): Promise<void>;
}

export type SenderLimits = NonNullable<SenderOptions['limits']>;

export const tellingStart = 1_800_000_000_000;

/** For tests: everybody of the settings' recipients is told of every alert, by the channels that they have. */
export function toTellingSettings(
  channels: readonly Channel[],
  recipients: Readonly<Record<string, Recipient['reachedBy']>>,
): DeskSettings {
  return {
    ...testSettings,
    channels,
    recipients: Object.entries(recipients).map(([id, reachedBy]) => toRecipient(id, { reachedBy })),
    duties: [],
    routes: [toRoute({ match: anything, tell: Object.keys(recipients).map((recipient) => ({ recipient })) })],
  };
}

export function createTestTelling(options: {
  readonly settings: DeskSettings;
  readonly channel: (now: () => number) => (id: string) => UsableChannel;
  readonly limits?: SenderLimits;
  /** Called with what is about to be journalled; to kill the process in between, it may say `lost`. */
  readonly beforeJournal?: (outcome: DeliveryOutcome) => 'journalled' | 'lost';
}): TestTelling {
  const { settings, beforeJournal = () => 'journalled' } = options;
  const journal: JournalEntry[] = [];
  let at = tellingStart;
  let life = 0;
  let room = createRoom();
  let sender = startSender();

  function createRoom(): AlertRoom {
    return createAlertRoom({
      append: () => Promise.resolve(0),
      initialSettings: settings,
      parseSettings: () => null,
      log: pino({ level: 'silent' }),
    });
  }

  function take(record: JournalRecord): void {
    const entry = { offset: journal.length + 1, record };
    journal.push(entry);
    room.apply(entry);
  }

  function startSender(): Sender {
    const { deliveries } = room.routing;
    const own = life;
    const started = createSender({
      deliveries,
      channel: options.channel(() => at),
      named: (delivery) => delivery,
      confirmUrl: (id) => `https://centre.example/c/${id}`,
      timeZone: () => 'Asia/Shanghai',
      async append(outcome) {
        // A process that was killed writes nothing, however long this one lives on.
        const isLost = own !== life || beforeJournal(outcome) === 'lost' || own !== life;
        if (isLost) return await new Promise<never>(() => {});
        take({ type: 'delivery', outcome });
        return journal.length;
      },
      now: () => at,
      log: pino({ level: 'silent' }),
      limits: { poll_ms: 3_600_000, stopWait_ms: 1, stopAbort_ms: 1, ...options.limits },
    });
    started.start();
    return started;
  }

  async function settled(): Promise<void> {
    // An outcome wakes the sender for another look: only what stays quiet for some turns is done.
    for (let quiet = 0; quiet < 4; quiet += 1) {
      await new Promise(setImmediate);
      if (!sender.isQuiet()) quiet = 0;
    }
  }

  return {
    get room() {
      return room;
    },
    journal,
    now: () => at,
    async pass(by_ms) {
      at += by_ms;
      take({ type: 'tick', at });
      sender.wake();
      await settled();
    },
    raise: (alertId, rest = {}) =>
      take({
        type: 'alert',
        change: toChange('raise', {
          alertId,
          scope: { type: 'device', id: alertId },
          severity: 2,
          latching: false,
          eventTime: at,
          receivedAt: at,
          cause: { offset: journal.length + 1, index: 0 },
          ...rest,
        }),
      }),
    async kill() {
      life += 1;
      await sender.stop();
      room = createRoom();
      for (const entry of journal) room.apply(entry);
      sender = startSender();
    },
    deliveries: () => room.routing.deliveries.recent(),
    stop: () => sender.stop(),
  };
}
