import type { AreaLevel } from '../../domain/area.ts';
import type { CaseCategory, CaseSource } from '../../domain/case.ts';
import type { Severity } from '../../domain/severity.ts';

/** Something that people report in the street, and how it ends. Told in Chinese, as residents write it. */
export interface CaseStory {
  readonly category: CaseCategory;
  readonly source: CaseSource;
  readonly severity: Severity;
  readonly title: string;
  readonly description: string;
  /** The level of the area that it happens in. */
  readonly at: AreaLevel;
  /** What the grid worker found and did. */
  readonly result: string;
  readonly finding: 'genuine' | 'falseAlarm';
}

export const caseStories: readonly CaseStory[] = [
  {
    category: 'fireLane',
    source: 'resident',
    severity: 2,
    title: '消防通道被面包车堵住',
    description: '楼前消防通道停了两辆面包车，消防车进不来，打电话没人接。',
    at: 'building',
    result: '已联系车主挪车，通道恢复畅通，现场张贴提示。',
    finding: 'genuine',
  },
  {
    category: 'charging',
    source: 'camera',
    severity: 2,
    title: '电动车推入楼道充电',
    description: '三楼楼道发现电动自行车飞线充电。',
    at: 'building',
    result: '已断电并引导至集中充电棚，登记住户信息。',
    finding: 'genuine',
  },
  {
    category: 'thrownObject',
    source: 'resident',
    severity: 3,
    title: '高空抛物砸坏雨棚',
    description: '一楼雨棚被砸穿，怀疑是楼上扔下的花盆碎片。',
    at: 'building',
    result: '调取监控，找到住户并教育，雨棚由其赔偿。',
    finding: 'genuine',
  },
  {
    category: 'flood',
    source: 'gridWorker',
    severity: 3,
    title: '雨水篦子堵塞积水',
    description: '路口雨水口被落叶堵住，积水约十厘米。',
    at: 'grid',
    result: '清理落叶，积水已退，报市政安排疏通。',
    finding: 'genuine',
  },
  {
    category: 'fire',
    source: 'resident',
    severity: 1,
    title: '厨房有烧焦味和烟',
    description: '隔壁厨房冒烟，敲门没有人应。',
    at: 'building',
    result: '住户忘关火，锅烧干，已关火通风，无明火。',
    finding: 'falseAlarm',
  },
  {
    category: 'facility',
    source: 'resident',
    severity: 4,
    title: '路灯不亮',
    description: '楼后小路连续三盏路灯不亮，晚上老人不敢走。',
    at: 'grid',
    result: '更换灯泡三只，恢复照明。',
    finding: 'genuine',
  },
  {
    category: 'person',
    source: 'gridWorker',
    severity: 2,
    title: '独居老人两天未出门',
    description: '邻居反映独居老人两天没有下楼取菜，电话无人接听。',
    at: 'building',
    result: '老人在家，手机没电，身体无恙，已通知子女。',
    finding: 'falseAlarm',
  },
  {
    category: 'electrical',
    source: 'resident',
    severity: 2,
    title: '配电箱有异响',
    description: '一楼配电箱嗡嗡响，摸着发烫。',
    at: 'building',
    result: '接线端子松动，已紧固并测温正常。',
    finding: 'genuine',
  },
];
