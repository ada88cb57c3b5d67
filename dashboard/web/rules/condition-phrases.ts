import { phrasesOf } from '../shell/language.ts';

/** What conditions say. */
export const c = phrasesOf({
  and: { zh: '且', en: ' and ' },
  or: { zh: '或', en: ' or ' },
  comma: { zh: '、', en: ', ' },
  quoted: { zh: '“{part}”', en: '“{part}”' },
  isOn: { zh: '“{metric}”为是', en: '{metric}: yes' },
  isOff: { zh: '“{metric}”为否', en: '{metric}: no' },
  rateUp: {
    zh: '{metric}在 {over}内每分钟上升 ≥ {amount}',
    en: '{metric} rises by ≥ {amount} a minute over {over}',
  },
  rateDown: {
    zh: '{metric}在 {over}内每分钟下降 ≥ {amount}',
    en: '{metric} falls by ≥ {amount} a minute over {over}',
  },
  count: { zh: '{within}内出现 {what} ≥ {n} 次', en: '{what} at least {n} × within {within}' },
  countIncrease: { zh: '{what}在 {within}内增加 ≥ {n}', en: '{what} grows by at least {n} within {within}' },
  sequence: { zh: '先 {first}，{within}内又 {next}', en: '{first}, then {next} within {within}' },
  sequenceMissing: {
    zh: '{first} 之后 {within}内未见 {missing}',
    en: '{first}, and no {missing} within {within}',
  },
  sequenceWithout: { zh: '，其间无 {without}', en: ', without {without} in between' },
  duration: { zh: '{over}内有 {share} 的时间 {what}', en: '{what} for {share} of {over}' },
  absence: { zh: '超过离线时限没有消息', en: 'Nothing heard for longer than the offline limit' },
  absenceAfter: { zh: '超过 {after}没有消息', en: 'Nothing heard for {after}' },
  stuck: { zh: '{metric}连续 {for}毫无变化', en: '{metric} does not move for {for}' },
  ratio: { zh: '{metric}与{other}之比 {limit}', en: '{metric} ÷ {other} {limit}' },
  difference: { zh: '{metric}与{other}之差 {limit}', en: '{metric} − {other} {limit}' },
  others: { zh: '其余各项', en: 'the others' },
  change: {
    zh: '{metric}在 {within}内的相邻读数间跳变 ≥ {amount}',
    en: '{metric} jumps by ≥ {amount} between readings within {within}',
  },
  machine: {
    zh: '按 {n} 步经过判断，进入状态 {alarm}',
    en: 'A course of {n} steps comes to {alarm}',
  },
  deviation: {
    zh: '{metric}偏离该设备本时段平时水平 ≥ {n} 倍标准差',
    en: '{metric} ≥ {n} deviations from what is usual for the device at this hour',
  },
  deviationAllDay: {
    zh: '{metric}偏离该设备平时水平 ≥ {n} 倍标准差',
    en: '{metric} ≥ {n} deviations from what is usual for the device',
  },
  drift: {
    zh: '{metric}相对最初水平缓慢漂移 ≥ {n} 倍标准差',
    en: '{metric} has drifted by ≥ {n} deviations from what it was at first',
  },
  while: { zh: '，仅在 {what} 时', en: ', while {what}' },
  forecast: {
    zh: '预计{metric}将在 {within}内达到 {breach} 的阈值，把握 ≥ {probability}',
    en: '{metric} is expected at the limit of {breach} within {within}, with a chance of ≥ {probability}',
  },
  quorum: {
    zh: '同一{place} {within}内 ≥ {n} 台设备触发 {rules}',
    en: '≥ {n} devices of one {place} within {within} by {rules}',
  },
  site: { zh: '场所', en: 'site' },
  building: { zh: '楼栋', en: 'building' },
  during: { zh: '{days} {from}–{to}', en: '{days} {from}–{to}' },
  everyDay: { zh: '每天', en: 'every day' },
  mon: { zh: '周一', en: 'Mon' },
  tue: { zh: '周二', en: 'Tue' },
  wed: { zh: '周三', en: 'Wed' },
  thu: { zh: '周四', en: 'Thu' },
  fri: { zh: '周五', en: 'Fri' },
  sat: { zh: '周六', en: 'Sat' },
  sun: { zh: '周日', en: 'Sun' },
  not: { zh: '并非“{what}”', en: 'not “{what}”' },
});
