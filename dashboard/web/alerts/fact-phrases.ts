import type { Text } from '../../../domain/text.ts';

/** What rules work out. */
export const factPhrases = {
  factSilence: { zh: '无声时长', en: 'Silent for' },
  factHeld: { zh: '成立时长', en: 'Held for' },
  factCovered: { zh: '有数据时长', en: 'With data for' },
  factOver: { zh: '观察窗口', en: 'Looked at' },
  factWithin: { zh: '时限', en: 'Within' },
  factWaited: { zh: '已等待', en: 'Waited' },
  factStill: { zh: '不变时长', en: 'Unchanged for' },
  factInState: { zh: '处于该状态', en: 'In this state for' },
  factLearned: { zh: '学习时长', en: 'Learned from' },
  factNews: { zh: '新出现的偏离', en: 'Newly off by' },
  factDeviations: { zh: '{n} 倍标准差', en: '{n} standard deviations' },
  factDeviation: { zh: '偏离常值', en: 'Off the usual by' },
  factRate: { zh: '变化率', en: 'Rate' },
  factCount: { zh: '次数', en: 'Count' },
  factReadings: { zh: '读数个数', en: 'Readings' },
  factRatio: { zh: '比值', en: 'Ratio' },
  factDifference: { zh: '差值', en: 'Difference' },
  factComparedWith: { zh: '对照值', en: 'Compared with' },
  factUsual: { zh: '{metric}常值', en: 'Usual {metric}' },
  factSpread: { zh: '{metric}常态波动', en: 'Usual spread of {metric}' },
  factBeyondUsual: { zh: '{metric}超出常值', en: '{metric} beyond the usual' },
  factStillAt: { zh: '{metric}停在', en: '{metric} stands at' },
  factJump: { zh: '{metric}跳变', en: 'Jump of {metric}' },
  factPerMinute: { zh: '{metric}每分钟变化', en: '{metric} per minute' },
} as const satisfies Record<string, Text>;
