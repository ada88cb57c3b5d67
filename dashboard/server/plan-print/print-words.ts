import type { Language, Text } from '../../../domain/text.ts';

/** The words of the printed pages. */
const words = {
  plan: { zh: '应急预案', en: 'Emergency plan' },
  battleMap: { zh: '处置作战图', en: 'Battle map' },
  place: { zh: '地点', en: 'Place' },
  incident: { zh: '事件', en: 'Incident' },
  startedBy: { zh: '启动', en: 'Set in motion' },
  endedBy: { zh: '结束', en: 'Ended' },
  printed: { zh: '打印时间', en: 'Printed' },
  appliesTo: { zh: '适用', en: 'For' },
  everywhere: { zh: '所有区域', en: 'all areas' },
  anyKind: { zh: '所有类型', en: 'all kinds' },
  anySeverity: { zh: '所有级别', en: 'all severities' },
  steps: { zh: '任务', en: 'Tasks' },
  step: { zh: '步骤', en: 'Step' },
  who: { zh: '责任人', en: 'Who' },
  until: { zh: '时限', en: 'Until' },
  done: { zh: '完成', en: 'Done' },
  skipped: { zh: '跳过', en: 'Left out' },
  impossible: { zh: '无法执行', en: 'Not possible' },
  late: { zh: '超时', en: 'LATE' },
  case: { zh: '立案', en: 'case' },
  people: { zh: '人员与联络', en: 'People to call' },
  role: { zh: '角色', en: 'Role' },
  name: { zh: '姓名 / 单位', en: 'Name' },
  phone: { zh: '电话', en: 'Telephone' },
  why: { zh: '事由', en: 'For' },
  called: { zh: '联系时间', en: 'Called at' },
  onDuty: { zh: '当班', en: 'on duty' },
  nobody: { zh: '未设置', en: 'nobody entered' },
  resources: { zh: '资源', en: 'Resources' },
  resource: { zh: '名称', en: 'Item' },
  quantity: { zh: '数量', en: 'Quantity' },
  onSite: { zh: '到位', en: 'On site' },
  places: { zh: '周边点位', en: 'Places around' },
  placesOfPlan: { zh: '需要的点位', en: 'Places that it needs' },
  distance: { zh: '距离', en: 'Distance' },
  direction: { zh: '方位', en: 'Direction' },
  within: { zh: '范围内', en: 'within' },
  demo: { zh: '演示数据', en: 'demo' },
  noneWithin: { zh: '范围内未登记', en: 'none entered within reach' },
  noPosition: { zh: '位置未知，无法绘制示意图', en: 'The position is unknown: no sketch' },
  sketch: { zh: '示意图', en: 'Sketch' },
  sketchNote: {
    zh: '示意图，北向上；边缘箭头表示更远',
    en: 'A sketch, north up; at the rim: farther that way',
  },
  north: { zh: '北', en: 'N' },
  notes: { zh: '备注', en: 'Notes' },
} as const satisfies Record<string, Text>;

const directions: readonly Text[] = [
  { zh: '北', en: 'N' },
  { zh: '东北', en: 'NE' },
  { zh: '东', en: 'E' },
  { zh: '东南', en: 'SE' },
  { zh: '南', en: 'S' },
  { zh: '西南', en: 'SW' },
  { zh: '西', en: 'W' },
  { zh: '西北', en: 'NW' },
];

/** What a page is written with. */
export interface PrintWords {
  readonly language: Language;
  say(word: keyof typeof words): string;
  text(text: Text): string;
  direction(octant: number): string;
  /** Date and time by the clock on the wall. */
  time(at: number): string;
  /** The time alone. */
  clock(at: number): string;
  /** How long, in two units at most. */
  span(seconds: number): string;
}

export function createPrintWords(language: Language, timeZone: string): PrintWords {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const clock = {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  const whole = new Intl.DateTimeFormat(locale, {
    ...clock,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const short = new Intl.DateTimeFormat(locale, clock);
  const units = language === 'zh' ? (['小时', '分', '秒'] as const) : ([' h', ' min', ' s'] as const);
  return {
    language,
    say: (word) => words[word][language],
    text: (text) => text[language],
    direction: (octant) => directions[octant]?.[language] ?? '',
    time: (at) => whole.format(at),
    clock: (at) => short.format(at),
    span(seconds) {
      const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
      return parts
        .flatMap((value, index) => (value === 0 ? [] : [`${value}${units[index] ?? ''}`]))
        .slice(0, 2)
        .join(' ');
    },
  };
}
