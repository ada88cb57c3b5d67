import type { Alert, AlertEvidence } from '../../domain/alert.ts';
import type { Case } from '../../domain/case.ts';
import type { DeliveryContent, DeliveryReason } from '../../domain/delivery.ts';
import { findMetric } from '../../domain/kinds.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Text } from '../../domain/text.ts';
import { nameOf } from './match-routes.ts';

const nothing: Text = { zh: '', en: '' };

/** What is told of an alert, but for why. */
export type AlertTelling = Omit<DeliveryContent, 'reason'>;

export function toAlertTelling(alert: Alert, path: readonly PlaceId[]): AlertTelling {
  const { id, displayedSeverity, title, advice, deviceId, eventTime, evidence, forecast } = alert;
  return {
    subject: { type: 'alert', id },
    severity: displayedSeverity,
    title,
    advice,
    place: toPlaceText(path, deviceId),
    path,
    deviceId,
    eventTime,
    measured: evidence === null ? nothing : toMeasuredText(evidence, alert),
    forecast:
      forecast === null ? null : { expectedAt: forecast.expectedAt, probability: forecast.probability },
    alertCount: 0,
    comment: null,
  };
}

export function relocateTelling(telling: AlertTelling, path: readonly PlaceId[]): AlertTelling {
  return { ...telling, path, place: toPlaceText(path, telling.deviceId) };
}

export function toCaseContent(
  of: Case,
  { reason, at, comment }: { reason: DeliveryReason; at: number; comment: string | null },
): DeliveryContent {
  const name = `${of.number} ${of.title}`;
  return {
    subject: { type: 'case', id: of.id },
    reason,
    severity: of.severity,
    title: { zh: name, en: name },
    advice: { zh: of.description, en: of.description },
    place: toPlaceText(of.path, of.deviceId),
    path: of.path,
    deviceId: of.deviceId,
    eventTime: at,
    measured: nothing,
    forecast: null,
    alertCount: Math.max(0, of.alertIds.length - 1),
    comment,
  };
}

export function toChannelContent(
  channelId: string,
  { isBroken, at, detail }: { isBroken: boolean; at: number; detail: string | null },
): DeliveryContent {
  return {
    subject: { type: 'notice', id: `channel:${channelId}` },
    reason: 'notice',
    severity: isBroken ? 2 : 4,
    title: isBroken
      ? { zh: `通知渠道 ${channelId} 不通`, en: `Channel ${channelId} is broken` }
      : { zh: `通知渠道 ${channelId} 已恢复`, en: `Channel ${channelId} works again` },
    advice: isBroken
      ? {
          zh: '消息改由其他渠道发送；请检查该渠道的网络、地址和密钥。',
          en: 'Messages go by other channels; look at its network, address and key.',
        }
      : nothing,
    place: nothing,
    deviceId: null,
    eventTime: at,
    measured: nothing,
    forecast: null,
    alertCount: 0,
    comment: detail,
  };
}

const levelWords: Readonly<Record<string, Text>> = {
  site: { zh: '场所', en: 'site' },
  building: { zh: '楼栋', en: 'building' },
  grid: { zh: '网格', en: 'grid' },
  community: { zh: '社区', en: 'community' },
  street: { zh: '街道', en: 'street' },
  district: { zh: '区', en: 'district' },
};

/** The nearest two places and the device, by their ids. */
function toPlaceText(path: readonly PlaceId[], deviceId: string | null): Text {
  const places = path.slice(0, 2).toReversed();
  const device = deviceId === null ? [] : [deviceId];
  return {
    zh: [...places.map((place) => toPlaceWord(place, 'zh')), ...device].join(' · '),
    en: [...places.map((place) => toPlaceWord(place, 'en')), ...device].join(' · '),
  };
}

function toPlaceWord(place: PlaceId, language: keyof Text): string {
  const level = levelWords[place.slice(0, place.indexOf(':'))]?.[language] ?? '';
  return `${level} ${nameOf(place)}`;
}

/** The measured value with its limit, where it is one that says something by itself. */
function toMeasuredText({ metric, quantity, value, threshold }: AlertEvidence, { kind }: Alert): Text {
  const definition = findMetric(kind, metric);
  if (definition === undefined || quantity !== 'value' || definition.type === 'switch') return nothing;
  const { label, unit, decimals } = definition;
  const show = (number: number): string => `${number.toFixed(decimals)}${unit === '' ? '' : ` ${unit}`}`;
  return {
    zh: `${label.zh} ${show(value)}（限值 ${show(threshold)}）`,
    en: `${label.en} ${show(value)} (limit ${show(threshold)})`,
  };
}
