import type { Text } from '../../domain/text.ts';

/** Words about what has not happened yet. */
export const forecastPhrases = {
  forecast: { zh: '预警', en: 'Forecast' },
  forecastExplained: {
    zh: '预警：尚未发生，预计将会发生。',
    en: 'Forecast: it has not happened yet, but is expected to.',
  },
  negativeOne: { zh: '负一秒', en: 'Negative one' },
  negativeOneExplained: {
    zh: '即将发生：最快的 {n} 项，共 {total} 项',
    en: 'About to happen: {n} soonest of {total}',
  },
  scale: { zh: '标尺 {time}', en: 'scale {time}' },
  expectedIn: { zh: '预计 {time}后', en: 'expected in {time}' },
  expectedSince: { zh: '已过预计时间 {time}', en: '{time} past the expected time' },
  countdown: { zh: '−{time}', en: '−{time}' },
  countedOver: { zh: '+{time}', en: '+{time}' },
  expectedAt: { zh: '预计时间', en: 'Expected' },
  between: { zh: '{from}–{to} 之间', en: 'between {from} and {to}' },
  betweenExplained: { zh: '五次中四次发生在此区间', en: 'four of five come between these' },
  probability: { zh: '把握', en: 'Probability' },
  unlikely: { zh: '不太可能', en: 'unlikely' },
  possible: { zh: '有可能', en: 'possible' },
  evenly: { zh: '约一半可能', en: 'about even' },
  likely: { zh: '较可能', en: 'likely' },
  veryLikely: { zh: '很可能', en: 'very likely' },
  almostCertain: { zh: '几乎肯定', en: 'almost certain' },
  record: { zh: '过往', en: 'Record' },
  recordOf: {
    zh: '30 天内 {count} 次预警 {cameTrue} 次成真，中位提前 {lead}',
    en: '{cameTrue} of {count} forecasts in 30 days came true, median lead {lead}',
  },
  recordWithoutLead: {
    zh: '30 天内 {count} 次预警 {cameTrue} 次成真',
    en: '{cameTrue} of {count} forecasts in 30 days came true',
  },
  noRecord: { zh: '30 天内尚无可核对的预警', en: 'no forecast with a known outcome in 30 days' },
  expectedBreach: { zh: '预计达到', en: 'Will reach' },
  forecastChart: {
    zh: '{metric}：预计 {time} 达到 {limit}',
    en: '{metric}: expected to reach {limit} at {time}',
  },

  outcome: { zh: '结果', en: 'Outcome' },
  outcomeBreached: { zh: '已成真', en: 'Came true' },
  outcomeWithdrawn: { zh: '已撤回', en: 'Withdrawn' },
  outcomeLost: { zh: '无从得知', en: 'Nobody knows' },
  reasonBreached: { zh: '已达到阈值', en: 'the threshold was reached' },
  reasonEbbed: { zh: '势头已停', en: 'the rise stopped' },
  reasonOverdue: { zh: '未按时发生', en: 'it did not come in time' },
  reasonSilent: { zh: '数据中断', en: 'the data stopped' },
  promisedLead: { zh: '预计提前', en: 'Promised lead' },
  actualLead: { zh: '实际提前', en: 'Actual lead' },
  toBreach: { zh: '查看告警', en: 'See the breach' },
  toForecast: { zh: '查看预警', en: 'See the forecast' },
  wasForecast: { zh: '曾有预警', en: 'Was foretold' },
  foretold: {
    zh: '提前 {lead} 预警（当时把握 {percent}，预计提前 {promised}）',
    en: 'foretold {lead} ahead (said with {percent}, promising {promised})',
  },
  tookOver: { zh: '已由告警接续', en: 'the alert of the breach took over' },
  eventUpdate: { zh: '预警更新', en: 'Forecast updated' },
  announceForecast: {
    zh: '{severity}预警：{title}，{place}，{expected}，{likelihood}',
    en: '{severity} forecast: {title}, {place}, {expected}, {likelihood}',
  },

  readings: { zh: '相关读数', en: 'Readings' },
  workedOut: { zh: '推算', en: 'Worked out' },
  onDelay: { zh: '须持续', en: 'Had to hold for' },
  version: { zh: '版本', en: 'Version' },
} as const satisfies Record<string, Text>;
