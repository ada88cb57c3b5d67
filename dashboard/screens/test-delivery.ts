import type { Delivery } from '../../domain/delivery.ts';

/** For tests: the property company was told of an alert by text message. */
export function sampleDelivery(alertId: string, at: number): Delivery {
  return {
    id: `delivery-${alertId}`,
    version: 2,
    recipientId: 'property',
    recipientName: { zh: '物业', en: 'Property' },
    language: 'zh',
    routes: [{ channelId: 'sms', address: '13800000000' }],
    isUrgent: true,
    content: {
      subject: { type: 'alert', id: alertId },
      reason: 'raised',
      severity: 1,
      title: { zh: '火警', en: 'Fire alarm' },
      advice: { zh: '', en: '' },
      place: { zh: '', en: '' },
      deviceId: 'smoke-1',
      eventTime: at,
      measured: { zh: '', en: '' },
      forecast: null,
      alertCount: 0,
      comment: null,
    },
    state: 'sent',
    routeIndex: 0,
    attempts: 1,
    nextAttemptAt: at,
    createdAt: at,
    sentAt: at,
    confirmedAt: null,
    confirmedBy: null,
    lastError: null,
  };
}
