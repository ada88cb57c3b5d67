import type { Logger } from 'pino';
import { dateIn } from '../../domain/calendar-date.ts';
import type { AlertRecord } from '../../domain/record.ts';
import type { AlertDesk } from '../desk.ts';
import type { DeadlineSettings } from './deadline-settings.ts';
import { dueChanges } from './due-changes.ts';
import { deadlineRules, dueNotices, type DatedDevice } from './due-notices.ts';
import { deadlineDebounce_ms } from './limits.ts';

/**
 * Deadlines that whistle by themselves: inspections and ends of life become alerts ahead of time. What is said is
 * what the desk does not show yet, so a restart or a second look says nothing twice.
 */
export interface Deadlines {
  /** Looks at all dates now; resolves once what had to be said is on disk. Never throws. */
  run(): Promise<void>;
  /** The fleet changed: looks soon, once for many changes. */
  changed(): void;
  stop(): Promise<void>;
}

export function createDeadlines(options: {
  /** Devices in service, with their dates and places. */
  readonly devices: () => Iterable<DatedDevice>;
  readonly desk: Pick<AlertDesk, 'open' | 'recentlyClosed'>;
  /** Offset of the last record that the desk has folded. */
  readonly foldedOffset: () => number;
  /** Resolves with the record's offset when it is on disk. */
  readonly append: (record: AlertRecord) => Promise<number>;
  readonly settings: () => DeadlineSettings;
  readonly timeZone: () => string;
  readonly log: Logger;
  readonly now?: () => number;
  readonly debounce_ms?: number;
}): Deadlines {
  const { desk, log, now = Date.now, debounce_ms = deadlineDebounce_ms } = options;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let saidOffset = 0;
  let isStopped = false;

  async function look(): Promise<void> {
    if (isStopped) return;
    if (options.foldedOffset() < saidOffset) {
      // What was said last is not on the desk yet: it would be said again.
      changed();
      return;
    }
    const timeZone = options.timeZone();
    const at = now();
    const today = dateIn(timeZone, at);
    const settings = options.settings();
    const open = desk.open().filter(isOurs);
    const notices = dueNotices(options.devices(), { today, settings, open });
    const closed = desk.recentlyClosed().filter(isOurs);
    const changes = dueChanges(notices, { now: at, today, timeZone, settings, open, closed });
    const offsets = await Promise.all(changes.map((change) => options.append({ type: 'alert', change })));
    saidOffset = Math.max(saidOffset, ...offsets);
    if (changes.length > 0) log.info({ changes: changes.length, notices: notices.length }, 'deadlines told');
  }

  function run(): Promise<void> {
    running = running.then(look).catch((error: unknown) => {
      log.error({ err: error }, 'the deadlines could not be looked at; the next look does it');
    });
    return running;
  }

  function changed(): void {
    if (isStopped) return;
    timer ??= setTimeout(() => {
      timer = null;
      void run();
    }, debounce_ms);
  }

  return {
    run,
    changed,
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}

function isOurs({ ruleId }: { readonly ruleId: string }): boolean {
  return deadlineRules.some((rule) => rule === ruleId);
}
