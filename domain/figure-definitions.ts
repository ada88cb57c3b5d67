import type { FigureName, FigureUnit, FigureVerdict } from './figures.ts';
import type { Text } from './text.ts';

/** What a figure is, what it should be, and where that is from. */
export interface FigureDefinition {
  readonly label: Text;
  readonly unit: FigureUnit;
  /** Good up to here (or from here on, where `isHighGood`). */
  readonly target: number | null;
  /** Bearable up to here. */
  readonly limit: number | null;
  readonly isHighGood: boolean;
  /** The target is for one operator: it judges a seat, not an area or a centre of several. */
  readonly isPerOperator: boolean;
  readonly meaning: Text;
  readonly source: string;
}

const isa = 'ISA-18.2 / EEMUA 191, read second-hand';
const ours = 'ours';
const plain = { target: null, limit: null, isHighGood: false, isPerOperator: false, source: ours } as const;

/** Every key figure. Targets and limits as in ISA-18.2 and EEMUA 191 (read second-hand) unless they are ours. */
export const figureDefinitions: Readonly<Record<FigureName, FigureDefinition>> = {
  alertsPerTenMinutesMean: {
    ...plain,
    label: { zh: '每十分钟告警数（平均）', en: 'Alerts per 10 min, mean' },
    unit: 'count',
    target: 1,
    limit: 2,
    isPerOperator: true,
    meaning: {
      zh: '已提示的告警（首次发生与恢复后再次发生各计一次）除以时段内的十分钟数；被屏蔽的不计。',
      en: 'Announced alerts (a raise and each return of the condition count once) by the ten minutes in the period; muted ones do not count.',
    },
    source: isa,
  },
  alertsPerTenMinutesMax: {
    ...plain,
    label: { zh: '每十分钟告警数（最多）', en: 'Alerts per 10 min, most' },
    unit: 'count',
    target: 9,
    isPerOperator: true,
    meaning: {
      zh: '整十分钟格（:00、:10……）内已提示告警的最大数；十条即为洪泛。',
      en: 'The most announced alerts in one ten minutes by the clock (:00, :10, …); ten are a flood.',
    },
    source: isa,
  },
  alertsPerDay: {
    ...plain,
    label: { zh: '每日告警数', en: 'Alerts per day' },
    unit: 'count',
    target: 150,
    limit: 300,
    isPerOperator: true,
    meaning: {
      zh: '已提示告警按 24 小时折算；不足一天的时段不折算。',
      en: 'Announced alerts per 24 hours; not worked out for less than a day.',
    },
    source: isa,
  },
  floodShare: {
    ...plain,
    label: { zh: '告警洪泛时间占比', en: 'Time in flood' },
    unit: 'share',
    target: 0.01,
    limit: null,
    isPerOperator: true,
    meaning: {
      zh: '某坐席最近 10 分钟内新提示告警不少于 10 条（可设）的时间所占份额；多坐席取平均。',
      en: 'Share of the time in which a seat had at least 10 new announced alerts within the last 10 minutes (as set); the mean over several seats.',
    },
    source: isa,
  },
  floods: {
    ...plain,
    label: { zh: '告警洪泛次数', en: 'Floods' },
    unit: 'count',
    meaning: { zh: '在时段内开始的洪泛次数。', en: 'Floods that began in the period.' },
  },
  chattering: {
    ...plain,
    label: { zh: '抖动告警', en: 'Chattering' },
    unit: 'count',
    target: 0,
    meaning: {
      zh: '被认定为反复抖动（默认 60 秒内 3 次）的次数。',
      en: 'How often an alert was recognised as one that comes and goes (3 times in 60 s unless set otherwise).',
    },
    source: isa,
  },
  fleeting: {
    ...plain,
    label: { zh: '瞬时告警', en: 'Fleeting' },
    unit: 'count',
    target: 0,
    meaning: {
      zh: '已提示而在 30 秒内恢复的告警：人来不及反应。',
      en: 'Announced alerts that were over within 30 s: nobody can act on those.',
    },
    source: `${isa}; the 30 s are ours`,
  },
  stale: {
    ...plain,
    label: { zh: '陈旧告警（超过 24 小时）', en: 'Stale (over 24 h)' },
    unit: 'count',
    target: 4,
    limit: null,
    isPerOperator: true,
    meaning: {
      zh: '时段结束时在列表上停留超过 24 小时的告警。',
      en: 'Alerts that have been on the list for more than 24 hours at the end of the period.',
    },
    source: isa,
  },
  lowSeverityShare: {
    ...plain,
    label: { zh: '一般与提示占比', en: 'Minor and notice' },
    unit: 'share',
    target: 0.8,
    isHighGood: true,
    meaning: {
      zh: '已提示告警中三、四级的份额；目标构成为 80 / 15 / 5。',
      en: 'Share of severities 3 and 4 in what was announced; the mix should be 80 / 15 / 5.',
    },
    source: isa,
  },
  middleSeverityShare: {
    ...plain,
    label: { zh: '重要占比', en: 'Major' },
    unit: 'share',
    target: 0.15,
    meaning: { zh: '已提示告警中二级的份额。', en: 'Share of severity 2 in what was announced.' },
    source: isa,
  },
  highSeverityShare: {
    ...plain,
    label: { zh: '紧急占比', en: 'Critical' },
    unit: 'share',
    target: 0.05,
    meaning: { zh: '已提示告警中一级的份额。', en: 'Share of severity 1 in what was announced.' },
    source: isa,
  },
  topTenShare: {
    ...plain,
    label: { zh: '前十来源占比', en: 'Top ten sources' },
    unit: 'share',
    target: 0.05,
    meaning: {
      zh: '告警最多的十个来源（规则加对象）占已提示告警的份额。',
      en: 'Share of what was announced that comes from the ten busiest sources (a rule and what it is about).',
    },
    source: isa,
  },
  acknowledgeMedian_s: {
    ...plain,
    label: { zh: '确认用时（中位）', en: 'Time to acknowledge, median' },
    unit: 'seconds',
    meaning: {
      zh: '从首次提示到首次确认；升级或重新提示不重新计时。尚未确认的不在内，另行计数。',
      en: 'From the first announcement to the first acknowledgement; getting worse or asking again does not restart it. Those not yet acknowledged are not in it and counted beside.',
    },
  },
  acknowledgeP90_s: {
    ...plain,
    label: { zh: '确认用时（九成以内）', en: 'Time to acknowledge, 9 of 10' },
    unit: 'seconds',
    meaning: { zh: '九成的确认不超过此用时。', en: 'Nine of ten were acknowledged within it.' },
  },
  unacknowledged: {
    ...plain,
    label: { zh: '未经确认', en: 'Not acknowledged' },
    unit: 'count',
    meaning: {
      zh: '时段内提示而至今无人确认的告警。',
      en: 'Announced in the period, and acknowledged by nobody so far.',
    },
  },
  dispatchMedian_min: {
    ...plain,
    label: { zh: '派遣用时（中位）', en: 'Time to dispatch, median' },
    unit: 'minutes',
    meaning: { zh: '从上报到派遣。', en: 'From the report of a case to its dispatch.' },
  },
  dispatchP90_min: {
    ...plain,
    label: { zh: '派遣用时（九成以内）', en: 'Time to dispatch, 9 of 10' },
    unit: 'minutes',
    meaning: { zh: '九成的派遣不超过此用时。', en: 'Nine of ten were dispatched within it.' },
  },
  arriveMedian_min: {
    ...plain,
    label: { zh: '到场用时（中位）', en: 'Time to arrive, median' },
    unit: 'minutes',
    meaning: { zh: '从上报到到场。', en: 'From the report of a case to the arrival.' },
  },
  arriveP90_min: {
    ...plain,
    label: { zh: '到场用时（九成以内）', en: 'Time to arrive, 9 of 10' },
    unit: 'minutes',
    meaning: { zh: '九成的到场不超过此用时。', en: 'Nine of ten arrived within it.' },
  },
  closedInTimeShare: {
    ...plain,
    label: { zh: '按时办结率', en: 'Closed within the deadline' },
    unit: 'share',
    isHighGood: true,
    meaning: {
      zh: '时段内结案的案件中从未超时的份额；作废的不计。',
      en: 'Share of the cases closed in the period of which no step was late; void ones do not count.',
    },
  },
  falseAlarmShare: {
    ...plain,
    label: { zh: '误报率', en: 'False alarms' },
    unit: 'share',
    meaning: {
      zh: '误报（做饭、蒸汽、灰尘、昆虫、设备故障）占误报与真实之和；测试与演练是人为触发，不计；预警另有战绩；无结论的不计。',
      en: 'False ones (cooking, steam, dust, insects, device fault) of false and real together. Tests and drills are set off on purpose and say nothing of the detector; forecasts have a record of their own; what has no finding does not count.',
    },
  },
  forecastsTrueShare: {
    ...plain,
    label: { zh: '预警应验率', en: 'Forecasts that came true' },
    unit: 'share',
    isHighGood: true,
    meaning: {
      zh: '结果已知的预警中应验的份额；数据中断的不计。',
      en: 'Share of the forecasts with a known outcome that came true; those whose data stopped do not count.',
    },
  },
  forecastLeadMedian_s: {
    ...plain,
    label: { zh: '预警提前量（中位）', en: 'Lead of forecasts, median' },
    unit: 'seconds',
    isHighGood: true,
    meaning: {
      zh: '应验的预警从发出到实际越限的时间。',
      en: 'Of those that came true, from the forecast to the actual breach.',
    },
  },
  muted: {
    ...plain,
    label: { zh: '被屏蔽的告警', en: 'Muted alerts' },
    unit: 'count',
    meaning: {
      zh: '开始时处于搁置、抑制、停用或抖动中的告警：仍被评估、显示并计数。',
      en: 'Began while shelved, suppressed, out of service or held as chattering: evaluated, shown and counted all the same.',
    },
  },
  deliveriesSent: {
    ...plain,
    label: { zh: '已送达通知', en: 'Notifications sent' },
    unit: 'count',
    meaning: {
      zh: '时段内决定、已被通道接收的通知（含已确认）。',
      en: 'Decided in the period and taken by a channel, the confirmed ones included.',
    },
  },
  deliveriesFailed: {
    ...plain,
    label: { zh: '失败通知', en: 'Notifications failed' },
    unit: 'count',
    target: 0,
    meaning: { zh: '所有通道均告失败的通知。', en: 'Every channel was tried to the end.' },
  },
  deliveriesConfirmed: {
    ...plain,
    label: { zh: '已回执通知', en: 'Notifications confirmed' },
    unit: 'count',
    isHighGood: true,
    meaning: { zh: '接收人已回执的通知。', en: 'Confirmed by who was told.' },
  },
  deliveryMedian_s: {
    ...plain,
    label: { zh: '送达用时（中位）', en: 'Time to send, median' },
    unit: 'seconds',
    meaning: { zh: '从决定通知到通道接收。', en: 'From the decision to the channel taking it.' },
  },
  confirmationMedian_s: {
    ...plain,
    label: { zh: '回执用时（中位）', en: 'Time to confirm, median' },
    unit: 'seconds',
    meaning: { zh: '从通道接收到回执。', en: 'From the channel taking it to the confirmation.' },
  },
};

/** Compares a value with the figure's target and limit. */
export function judgeFigure(name: FigureName, value: number): FigureVerdict | null {
  const { target, limit, isHighGood } = figureDefinitions[name];
  if (target === null) return null;
  const isBeyond = (bound: number): boolean => (isHighGood ? value < bound : value > bound);
  if (!isBeyond(target)) return 'met';
  return limit !== null && isBeyond(limit) ? 'exceeded' : 'missed';
}
