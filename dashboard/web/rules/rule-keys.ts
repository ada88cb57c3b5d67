import { isSensorKind, kinds } from '../../../domain/kinds.ts';
import type { KnownValue } from '../parts/yaml/editor-help.ts';
import { language, say } from '../shell/language.ts';

/** The schema describes its keys in English; this is the same in Chinese. */
const chinese: Readonly<Record<string, string>> = {
  kind: '本文件所有规则适用的传感器类型；any 表示跨类型规则',
  rules: '规则列表；在 quorum 中为规则编号，末尾 * 表示以此开头的全部规则',
  id: '唯一编号，不得改作他用：告警以此引用规则',
  severity: '级别：critical 紧急、major 重要、minor 一般、notice 提示',
  latching: '是否锁定：恢复正常、确认后仍须人工复位',
  title: '告警名称，中英文',
  advice: '处置建议，中英文',
  zh: '中文',
  en: '英文',
  reason: '为什么取这些阈值和延时',
  source: '数值出处',
  when: '触发条件：对一个指标的比较，或下列条件之一',
  and: '同时还须满足的全部条件',
  unless: '满足任一条件则不触发；不会清除已有告警',
  on_delay_s: '条件须持续多少秒才告警',
  on_readings: '除延时外，须连续多少次读数满足：单次读数可能有误',
  off_delay_s: '读数须保持正常多少秒才恢复',
  announce: 'false：自身不告警，仅供 quorum 引用',
  only: '仅适用于这些地点；areas 为任意层级的区域编码',
  overrides: '在某设备、场所或区域改用其他条件；以最近者为准',
  device: '设备编号（纯数字须加引号）',
  site: '场所编号（纯数字须加引号）',
  area: '区域编码（纯数字须加引号）',
  devices: '设备编号列表',
  sites: '场所编号列表',
  areas: '区域编码列表，各含其下级',
  metric: '该类型的一个指标',
  metrics: '任一指标满足即可；以最严重者为依据',
  at_least: '达到或超过此值（指标单位；速率为每分钟）',
  at_most: '低于或等于此值',
  equals: '恰为此值：用于开关量和代码',
  not_equals: '为其他任何值',
  one_of: '为其中任一值：用于代码',
  deadband: '回差：告警后须回到阈值以外此幅度才恢复',
  levels: '多级阈值，级别依次加重：同一告警随之加重或减轻；只能直接写在 when 下',
  rate: '指标上升或下降的速率，每分钟；单个坏值不影响',
  over_s: '回看的时间窗，秒',
  samples_min: '时间窗内数据少于此数则视为不明',
  count: '某条件开始成立的次数，或计数器的增量',
  of: '被计数或统计的条件；在 quorum 中为 site 场所或 building 楼栋',
  increase_of: '设备的计数器：按其增量计',
  within_s: '在多少秒之内',
  sequence: '先后次序：first 成立之后 then 成立；或（missing）未按时成立；其间出现 without 则作罢',
  first: '先成立的条件',
  // oxlint-disable-next-line unicorn/no-thenable -- a key of rule files
  then: '随后成立的条件',
  missing: '应当出现却未出现的条件',
  without: '其间一旦出现即作罢的条件',
  duration: '条件在时间窗内的大部分时间成立；数据缺口不计',
  share: '成立时间（或设备）所占比例，0 到 1',
  coverage: '有数据的时间少于此比例则视为不明；默认 0.8',
  absence: '设备超过此时间没有任何消息',
  after_s: '从多少秒起算',
  stuck: '有读数但数值不变；数据缺口不计',
  for_s: '不变持续多少秒',
  tolerance: '此幅度以内的变化不算变化',
  outside: '[低, 高]：在此区间内允许不变，例如干燥水位计的 0',
  relation: '指标之间的比值或差值',
  to: '相比较的指标，可为多个，others 为其余指标；在 machine 中为目标状态',
  take: '多个指标取 median 中位数、lowest 最低、highest 最高或 sum 之和',
  as: 'ratio 比值，或 difference 差值',
  change: '相邻读数间不可信的跳变：说明传感器有问题，而非现场',
  machine: '状态机：按条件在状态间转移，处于 alarm 所列状态即触发',
  initial: '初始状态',
  transitions: '转移；每次读数取第一条适用的',
  from: '起始状态；在 during 中为开始时刻',
  alarm: '在这些状态下触发',
  deviation: '偏离该设备平时水平的程度，以稳健标准差计',
  minimum: '且至少偏离此幅度（指标单位）',
  baseline: '平时水平：hour_of_day 本时段、all_day 全天、drift 缓慢漂移、sudden 突变',
  direction: '哪一侧计入：up 偏高、down 偏低、both 两侧',
  while: '仅在此条件成立时计入',
  forecast: '由模型预计将要达到阈值；只能直接写在 when 下',
  breach: '所预告的规则：对同一指标的比较',
  threshold: '所预告的数值；不写则取被预告规则的阈值',
  model: '变化模型：heat 温度、smoke 烟雾、ponding 积水、cable 电缆、load 负荷',
  min_probability: '达到此把握才预警',
  keep_probability: '低于此把握则撤回；默认为 min_probability 的 40 %',
  quorum: '同一地点多台设备同时满足；只能直接写在 when 下',
  during: '按本地时钟的时段，可跨午夜；时刻须加引号',
  days: '起始日；不写则每天',
  utc_offset_h: '与 UTC 相差的小时数；默认 8',
  all: '全部成立',
  any: '任一成立',
  not: '不成立',
};

/** What a key is for, in the page's language; in English the schema says it. */
export function keyWords(key: string): string | undefined {
  return language.value === 'zh' ? chinese[key] : undefined;
}

/** Metrics of the file's kind, and the ids of its rules. */
export function knownValues(path: readonly (string | number)[], text: string): readonly KnownValue[] {
  const last = path.findLast((part) => typeof part === 'string');
  if (last === 'metric' || last === 'metrics' || last === 'to' || last === 'increase_of') {
    const kind = /^kind:\s*(\w+)/m.exec(text)?.[1] ?? '';
    if (!isSensorKind(kind)) return [];
    return kinds[kind].metrics.map(({ name, label, unit }) => ({
      value: name,
      words: unit === '' ? say(label) : `${say(label)} (${unit})`,
    }));
  }
  if (last !== 'breach' && last !== 'rules') return [];
  return [...text.matchAll(/^\s*- id:\s*([a-z][a-z0-9-]*)/gm)].map((match) => ({
    value: match[1] ?? '',
    words: '',
  }));
}
