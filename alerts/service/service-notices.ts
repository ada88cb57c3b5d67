import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Alert, AlertChange } from '../../domain/alert.ts';
import type { AlertRecord } from '../../domain/record.ts';
import type { Severity } from '../../domain/severity.ts';
import type { Text } from '../../domain/text.ts';
import { toContentId } from '../content-id.ts';
import type { AlertDesk } from '../desk.ts';
import { serviceNoticeLimits } from './limits.ts';

/** Something about the service itself that somebody at the desk must know. */
export interface ServiceNotice {
  /** Names the notice among alerts as a rule's id does: `disk-nearly-full`. */
  readonly rule: string;
  /** What of it: at most one alert is open for a rule and a subject. */
  readonly subject: string;
  readonly severity: Severity;
  readonly title: Text;
  readonly advice: Text;
}

export interface ServiceNotices {
  /** The desk has to show it until `end`; said again with another severity or title it is that now. */
  readonly raise: (notice: ServiceNotice) => void;
  /** It is over: the alert returns to normal. Nothing where none is open. */
  readonly end: (rule: string, subject: string) => void;
  /** It happened, and will not be undone: shown until staff close it, and then not again. */
  readonly tellOnce: (notice: ServiceNotice) => void;
  /** Brings what was said so far to the desk, and what is said from now on. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

type Wish = { readonly notice: ServiceNotice | null; readonly isOnce: boolean };

/** Nothing in the journal caused it: no record has this offset, so no rule's change is like it. */
const noCause = 0;
const ruleVersion = 'service-1';
/** An alert has the kind of a sensor. Those who watch for fire are there day and night. */
const kind = 'smoke';
/** It is about no device. */
const deviceId = 'service';

/**
 * Alerts about the service itself. What is said is what the desk does not show yet, so a restart says nothing twice;
 * where the journal has no room, it is tried again until it has.
 */
export function createServiceNotices(options: {
  readonly desk: Pick<AlertDesk, 'open' | 'find'>;
  readonly foldedOffset: () => number;
  /** Resolves with the record's offset when it is on disk. */
  readonly append: (record: AlertRecord) => Promise<number>;
  readonly log: Logger;
  readonly now?: () => number;
}): ServiceNotices {
  const { desk, log, now = Date.now } = options;
  /** By rule and subject: what the desk has to show. */
  const wishes = new Map<string, Wish>();
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let isStarted = false;
  let saidOffset = 0;

  function wish(rule: string, subject: string, next: Wish): void {
    if (wishes.size >= serviceNoticeLimits.wishes_max) return;
    wishes.set(`${rule}\n${subject}`, next);
    if (isStarted) run();
  }

  function run(): void {
    running ??= settle().finally(() => {
      running = null;
    });
  }

  async function settle(): Promise<void> {
    while (wishes.size > 0 && !stopping.signal.aborted) {
      try {
        if (options.foldedOffset() >= saidOffset) await settleOne();
        else await delay(serviceNoticeLimits.foldPoll_ms, undefined, { signal: stopping.signal });
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn({ err: error }, 'a notice about the service cannot be put on the desk yet');
        const wait = delay(serviceNoticeLimits.retry_ms, undefined, { signal: stopping.signal });
        await wait.catch(() => undefined);
      }
    }
  }

  async function settleOne(): Promise<void> {
    const [entry] = wishes;
    if (entry === undefined) return;
    const [key, wanted] = entry;
    const change = changeFor(key, wanted);
    if (change !== null) saidOffset = await options.append({ type: 'alert', change });
    // Said anew meanwhile: that is settled next.
    if (wishes.get(key) === wanted) wishes.delete(key);
  }

  function changeFor(key: string, { notice, isOnce }: Wish): AlertChange | null {
    const [rule = '', subject = ''] = key.split('\n');
    const open = desk.open().find((alert) => alert.ruleId === rule && alert.scope.id === subject);
    if (notice === null) {
      return open === undefined || open.condition === 'normal' ? null : toReturn(open, now());
    }
    const alertId = isOnce ? toContentId([rule, subject]) : toContentId([rule, subject, now()]);
    if (isOnce && (open !== undefined || desk.find(alertId) !== undefined)) return null;
    if (open === undefined || open.condition === 'normal')
      return toChange('raise', { notice, alertId, at: now() });
    if (notice.severity === open.severity && notice.title.en === open.title.en) return null;
    const change = notice.severity < open.severity ? 'worsen' : 'ease';
    return toChange(change, { notice, alertId: open.id, at: now() });
  }

  return {
    raise: (notice) => wish(notice.rule, notice.subject, { notice, isOnce: false }),
    end: (rule, subject) => wish(rule, subject, { notice: null, isOnce: false }),
    tellOnce: (notice) => wish(notice.rule, notice.subject, { notice, isOnce: true }),
    start() {
      isStarted = true;
      run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function toChange(
  change: AlertChange['change'],
  { notice, alertId, at }: { notice: ServiceNotice; alertId: string; at: number },
): AlertChange {
  const { rule, subject, severity, title, advice } = notice;
  return {
    change,
    cause: { offset: noCause, index: 0 },
    alertId,
    ruleId: rule,
    ruleVersion,
    scope: { type: 'rule', id: subject },
    deviceId,
    kind,
    severity,
    title,
    advice,
    latching: false,
    retrospective: false,
    eventTime: at,
    receivedAt: at,
    evidence: null,
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}

function toReturn({ id, ruleId, scope, severity, title, advice }: Alert, at: number): AlertChange {
  const notice = { rule: ruleId, subject: scope.id, severity, title, advice };
  return toChange('return', { notice, alertId: id, at });
}
