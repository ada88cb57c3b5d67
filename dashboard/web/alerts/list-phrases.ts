import { phrasesOf } from '../shell/language.ts';

/** Words of the list of alerts and incidents. */
export const listWords = phrasesOf({
  list: { zh: '未结告警', en: 'Open alerts' },
  shownOf: { zh: '{shown} / {total}', en: '{shown} / {total}' },
  newWaiting: { zh: '{n} 条新告警', en: '{n} new' },
  newWaitingWorst: { zh: '{n} 条新告警，最高：{severity}', en: '{n} new, the worst: {severity}' },
  quiet: { zh: '一切正常', en: 'All quiet' },
  quietDetail: { zh: '没有未结告警。', en: 'There is no open alert.' },
  nothingMatches: { zh: '没有符合筛选条件的告警。', en: 'No alert matches the filters.' },
  keysHint: {
    zh: 'J K 选择 · A 确认 · 回车 打开 · X 选中',
    en: 'J K move · A acknowledge · Enter open · X select',
  },

  select: { zh: '选中', en: 'Select' },
  acknowledging: { zh: '正在确认…', en: 'Acknowledging…' },
  working: { zh: '处理中…', en: 'Working…' },
  acknowledgedBy: { zh: '{name} 已确认', en: 'seen by {name}' },
  lookedAfterBy: { zh: '{name} 负责', en: '{name} has it' },
  openedBy: { zh: '{names} 正在查看', en: '{names} looking' },
  expand: { zh: '展开', en: 'Show its alerts' },
  collapse: { zh: '收起', en: 'Hide its alerts' },
  unacknowledgedN: { zh: '{n} 条未确认', en: '{n} unacknowledged' },
  alertsN: { zh: '{n} 条告警', en: '{n} alert{n|s}' },
  devicesN: { zh: '{n} 台设备', en: '{n} device{n|s}' },
  sitesN: { zh: '{n} 处场所', en: '{n} site{n|s}' },
  incidentWord: { zh: '事态', en: 'Incident' },
  partOf: { zh: '属于同一事态', en: 'part of an incident' },

  selectedN: { zh: '已选 {n} 行', en: '{n} selected' },
  acknowledgeN: { zh: '确认 {n} 条', en: 'Acknowledge {n}' },
  leftOut: {
    zh: '另有 {n} 条紧急或重要告警须逐条确认，不在其内',
    en: '{n} critical or major left out: each needs a look of its own',
  },
  nothingToAcknowledge: { zh: '所选中没有可批量确认的告警', en: 'Nothing here can be acknowledged together' },
  clearSelection: { zh: '取消选择', en: 'Clear selection' },
  comma: { zh: '，', en: ', ' },
  bulkDone: { zh: '已确认 {n} 条', en: '{n} acknowledged' },
  bulkChanged: { zh: '{n} 条刚刚有变化，未确认', en: '{n} changed meanwhile' },
  bulkRefused: { zh: '{n} 条被拒绝', en: '{n} refused' },
  bulkFailed: { zh: '{n} 条未能送达，请重试', en: '{n} could not be sent, try again' },
});
