import type { FigureName } from '../../../domain/figures.ts';
import type { Text } from '../../../domain/text.ts';

/** The figures as people look for them. */
export const figureGroups: readonly { readonly label: Text; readonly names: readonly FigureName[] }[] = [
  {
    label: { zh: '负荷', en: 'Load' },
    names: ['alertsPerTenMinutesMean', 'alertsPerTenMinutesMax', 'alertsPerDay', 'floodShare', 'floods'],
  },
  {
    label: { zh: '响应', en: 'Answering' },
    names: ['acknowledgeMedian_s', 'acknowledgeP90_s', 'unacknowledged'],
  },
  {
    label: { zh: '预警', en: 'Early warnings' },
    names: ['forecastsTrueShare', 'forecastLeadMedian_s'],
  },
  {
    label: { zh: '告警质量', en: 'Quality of alerts' },
    names: [
      'falseAlarmShare',
      'chattering',
      'fleeting',
      'stale',
      'topTenShare',
      'muted',
      'lowSeverityShare',
      'middleSeverityShare',
      'highSeverityShare',
    ],
  },
  {
    label: { zh: '案件', en: 'Cases' },
    names: [
      'dispatchMedian_min',
      'dispatchP90_min',
      'arriveMedian_min',
      'arriveP90_min',
      'closedInTimeShare',
    ],
  },
  {
    label: { zh: '通知', en: 'Notifications' },
    names: [
      'deliveriesSent',
      'deliveriesFailed',
      'deliveriesConfirmed',
      'deliveryMedian_s',
      'confirmationMedian_s',
    ],
  },
];
