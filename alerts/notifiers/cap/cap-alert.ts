import type { Alert } from '../../../domain/alert.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { Language, Text } from '../../../domain/text.ts';
import { toMark } from '../words.ts';
import type { CapMessage } from './cap-messages.ts';
import { element, textElement } from './xml.ts';

/** Where others may know that an alert is: no flat, no device, nobody's name. */
export interface PublicArea {
  readonly description: Text;
  /** WGS 84. Null where the place is not known. */
  readonly circle: {
    readonly latitude_deg: number;
    readonly longitude_deg: number;
    readonly radius_km: number;
  } | null;
  /** The innermost area's code; null where there is none. */
  readonly areaCode: string | null;
}

export interface CapContext {
  /** Who warns, without blanks, commas, `<` and `&`: our host name. */
  readonly sender: string;
  /** IANA name: times are told in it. */
  readonly timeZone: string;
  readonly area: PublicArea;
  /** What the alert belongs to; null where nothing else is known of it. */
  readonly incidentId: string | null;
}

const hour_ms = 3_600_000;
/** How long a message holds; whatever goes on then has been updated, or is asked for again. */
const holds_ms = 24 * hour_ms;
/** How long a forecast holds beyond its latest time. */
const forecastGrace_ms = hour_ms / 2;

const severityWords: Readonly<Record<Severity, string>> = {
  1: 'Extreme',
  2: 'Severe',
  3: 'Moderate',
  4: 'Minor',
};
/** Of other kinds: `Safety`. */
const categories: Readonly<Partial<Record<SensorKind, string>>> = {
  smoke: 'Fire',
  electrical: 'Fire',
  water: 'Met',
  elevator: 'Rescue',
};
const restriction = 'For authorised emergency services and their partners; not verified by a person.';
const languageTags: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-US' };

/**
 * A CAP 1.2 message (OASIS standard of 1 July 2010, chapter 3), in Chinese and English. It holds what an alert
 * is about and roughly where, nothing of people, flats, devices or what staff wrote.
 */
export function toCapXml(alert: Alert, message: CapMessage, context: CapContext): string {
  const { sender, timeZone, incidentId } = context;
  const { references } = message;
  const body = [
    textElement('identifier', toIdentifier(alert.id, message.version)),
    textElement('sender', sender),
    textElement('sent', toCapTime(message.at, timeZone)),
    // Also when it turned out to be a drill: an end of another status would not end what was told.
    textElement('status', 'Actual'),
    textElement('msgType', message.type),
    textElement('scope', 'Restricted'),
    textElement('restriction', restriction),
    ...(alert.finding === 'drill' || alert.finding === 'test'
      ? [textElement('note', alert.finding === 'drill' ? 'It was a drill.' : 'It was a test.')]
      : []),
    ...(references.length === 0
      ? []
      : [
          textElement(
            'references',
            references
              .map(({ version, at }) =>
                [sender, toIdentifier(alert.id, version), toCapTime(at, timeZone)].join(','),
              )
              .join(' '),
          ),
        ]),
    ...(incidentId === null ? [] : [textElement('incidents', incidentId)]),
    toInfo('zh', alert, { message, context }),
    toInfo('en', alert, { message, context }),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${body.join('')}</alert>\n`;
}

export function toIdentifier(alertId: string, version: number): string {
  return `${alertId.replaceAll(/[\s,<&]/gu, '-')}.${version}`;
}

interface Told {
  readonly message: CapMessage;
  readonly context: CapContext;
}

function toInfo(language: Language, alert: Alert, { message, context }: Told): string {
  const { kind, title, advice, forecast, displayedSeverity, eventTime, condition } = alert;
  const { timeZone, area } = context;
  const isOver = message.type === 'Cancel' || condition === 'normal';
  const time = (at: number): string => toCapTime(at, timeZone);
  const expiresAt = forecast === null ? message.at + holds_ms : forecast.latestAt + forecastGrace_ms;
  return element('info', [
    textElement('language', languageTags[language]),
    textElement('category', categories[kind] ?? 'Safety'),
    textElement('event', title[language]),
    textElement('responseType', isOver ? 'AllClear' : forecast === null ? 'Assess' : 'Monitor'),
    textElement('urgency', isOver ? 'Past' : forecast === null ? 'Immediate' : 'Expected'),
    textElement('severity', severityWords[displayedSeverity]),
    // More likely than not is `Likely` (3.2.2).
    textElement(
      'certainty',
      forecast === null ? 'Observed' : forecast.probability > 0.5 ? 'Likely' : 'Possible',
    ),
    textElement('effective', time(message.at)),
    textElement('onset', time(forecast?.expectedAt ?? eventTime)),
    textElement('expires', time(Math.max(expiresAt, message.at))),
    textElement('senderName', language === 'zh' ? '负一秒' : 'Negative One'),
    textElement('headline', toHeadline(language, alert, { message, context })),
    textElement('description', toDescription(language, alert, timeZone)),
    ...(isOver ? [] : [textElement('instruction', advice[language])]),
    element('area', [
      textElement('areaDesc', area.description[language]),
      ...(area.circle === null ? [] : [textElement('circle', toCircle(area.circle))]),
      ...(area.areaCode === null
        ? []
        : [element('geocode', [textElement('valueName', 'areaCode'), textElement('value', area.areaCode)])]),
    ]),
  ]);
}

export function toHeadline(
  language: Language,
  { displayedSeverity, forecast, title, condition }: Alert,
  { message, context }: Told,
): string {
  const isOver = message.type === 'Cancel' || condition === 'normal';
  const reason = isOver ? 'returned' : 'raised';
  const mark = toMark({ severity: displayedSeverity, reason, forecast }, language);
  const comma = language === 'zh' ? '，' : ', ';
  return `${mark}${title[language]}${comma}${context.area.description[language]}`;
}

function toDescription(language: Language, { title, forecast }: Alert, timeZone: string): string {
  if (forecast === null) return title[language];
  const percent = Math.round(forecast.probability * 100);
  const clock = toCapTime(forecast.expectedAt, timeZone).slice(11, 16);
  return language === 'zh'
    ? `${title.zh}。预计 ${clock}，概率 ${percent} %。`
    : `${title.en}. Expected at ${clock}, probability ${percent} %.`;
}

/** `latitude,longitude radius`, km. */
function toCircle({ latitude_deg, longitude_deg, radius_km }: NonNullable<PublicArea['circle']>): string {
  return `${latitude_deg.toFixed(3)},${longitude_deg.toFixed(3)} ${radius_km}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** CAP's time: to the second, with an offset; UTC is `-00:00`, never `Z` (3.3.2). */
export function toCapTime(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second, timeZoneName = '' } = parts;
  const offset = /[+−-]\d{2}:\d{2}/u.exec(timeZoneName)?.[0].replace('−', '-') ?? '-00:00';
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset === '+00:00' ? '-00:00' : offset}`;
}
