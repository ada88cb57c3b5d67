import type { Alert, AlertEvent } from '../../../domain/alert.ts';
import {
  toCapTime,
  toCapXml,
  toHeadline,
  toIdentifier,
  type CapContext,
  type PublicArea,
} from './cap-alert.ts';
import { toCapMessage, type CapMessage } from './cap-messages.ts';
import { element, textElement, toXmlText } from './xml.ts';

/** How long the end of a warning is told. */
const endsShown_ms = 6 * 3_600_000;
/** Entries of a feed, the latest first. Beyond, the oldest are left out. */
const entries_max = 500;

export interface CapFeedOptions {
  readonly desk: {
    open(): readonly Alert[];
    recentlyClosed(): readonly Alert[];
    find(id: string): Alert | undefined;
    events(alertId: string): readonly AlertEvent[];
  };
  readonly areaOf: (alert: Alert) => PublicArea;
  readonly incidentOf: (alertId: string) => string | null;
  readonly sender: string;
  readonly timeZone: () => string;
  readonly now: () => number;
}

/** Warnings for other systems: critical and major alerts and forecasts, open or ended lately. */
export interface CapFeed {
  /** Atom (RFC 4287) of those that are seen. `base` is our own address, without a slash at its end. */
  feed(base: string, isSeen?: (alert: Alert) => boolean): string;
  /** The latest message about an alert; null when there is none to tell others. */
  message(alertId: string): string | null;
}

interface Warning {
  readonly alert: Alert;
  readonly message: CapMessage;
}

/** Worked out from the desk when somebody asks; nothing is held here. */
export function createCapFeed(options: CapFeedOptions): CapFeed {
  const { desk, sender } = options;

  function warningOf(alert: Alert): Warning | null {
    const { suppression, closedAt } = alert;
    // What is muted at the desk, or out of service, is not called out to others.
    if (suppression !== 'none' && closedAt === null) return null;
    const message = toCapMessage(alert, desk.events(alert.id));
    const isOld = message?.type === 'Cancel' && options.now() - message.at > endsShown_ms;
    return message === null || isOld ? null : { alert, message };
  }

  function contextOf(alert: Alert): CapContext {
    return {
      sender,
      timeZone: options.timeZone(),
      area: options.areaOf(alert),
      incidentId: options.incidentOf(alert.id),
    };
  }

  function toEntry({ alert, message }: Warning, base: string): string {
    const context = contextOf(alert);
    const headline = toHeadline('zh', alert, { message, context });
    const link = `${base}/api/cap/${encodeURIComponent(alert.id)}.xml`;
    return element('entry', [
      textElement('id', `urn:negative-one:cap:${toIdentifier(alert.id, message.version)}`),
      textElement('title', headline),
      textElement('updated', toAtomTime(message.at)),
      `<link rel="alternate" type="application/cap+xml" href="${toXmlText(link)}"/>`,
      `<category term="${message.type}"/>`,
      textElement('summary', toHeadline('en', alert, { message, context })),
    ]);
  }

  return {
    feed(base, isSeen = () => true) {
      const warnings = [...desk.open(), ...desk.recentlyClosed()]
        .filter((alert) => isSeen(alert))
        .map((alert) => warningOf(alert))
        .filter((warning) => warning !== null)
        .toSorted((a, b) => b.message.at - a.message.at)
        .slice(0, entries_max);
      const updatedAt = warnings[0]?.message.at ?? options.now();
      const body = [
        textElement('id', `${base}/api/cap`),
        textElement('title', '负一秒 · Negative One: CAP 1.2'),
        textElement('updated', toAtomTime(updatedAt)),
        `<link rel="self" type="application/atom+xml" href="${toXmlText(base)}/api/cap"/>`,
        element('author', [textElement('name', sender)]),
        ...warnings.map((warning) => toEntry(warning, base)),
      ];
      return `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">${body.join('')}</feed>\n`;
    },
    message(alertId) {
      const alert = desk.find(alertId);
      const warning = alert === undefined ? null : warningOf(alert);
      return warning === null ? null : toCapXml(warning.alert, warning.message, contextOf(warning.alert));
    },
  };
}

function toAtomTime(at: number): string {
  return toCapTime(at, 'UTC').replace('-00:00', 'Z');
}
