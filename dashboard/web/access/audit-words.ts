import type { Text } from '../../../domain/text.ts';
import { say } from '../shell/language.ts';

/** Acts as the audit has them, in Chinese; in English they are words already. */
const chinese: Readonly<Record<string, string>> = {
  'account changed': '更改账号',
  'account created': '新增账号',
  'area saved': '保存区域',
  'areas imported': '导入区域',
  'audit entries lost': '操作记录丢失',
  'audit exported': '导出操作记录',
  'backdrop replaced': '更换底图',
  'boundaries imported': '导入边界',
  'delivery confirm': '确认收到通知',
  'device changed': '更改设备',
  'device created': '新增设备',
  'device secret changed': '更换设备密钥',
  'devices imported': '导入设备',
  'enrolment key created': '新建注册密钥',
  'enrolment key revoked': '撤销注册密钥',
  'event source changed': '更改事件来源',
  'event source created': '新建事件来源',
  'log-in': '登录',
  'log-in at its longest delay': '登录等待已达最长',
  'log-in blocked': '登录过于频繁',
  'log-in failed': '登录失败',
  'log-out': '退出登录',
  'plans put in force': '启用预案',
  refused: '被拒绝',
  'refusals counted': '拒绝次数',
  'rules switched on': '启用规则',
  'rules tried': '试算规则',
  seat: '更换坐席',
  'service started': '服务启动',
  'session ended': '结束登录',
  'sessions ended': '结束全部登录',
  'settings changed': '更改通知设置',
  'site saved': '保存场所',
  'sites imported': '导入场所',
  'token created': '新建令牌',
  'token revoked': '撤销令牌',
  'track read': '查看轨迹',
  'alert acknowledge': '确认告警',
  'alert confirm': '核实告警',
  'alert silence': '告警消音',
  'alert shelve': '搁置告警',
  'alert unshelve': '取消搁置',
  'alert reset': '告警复位',
  'alert assign': '指派告警',
  'alert comment': '告警备注',
  'alert close': '关闭告警',
  'service takeOut': '屏蔽设备',
  'service putBack': '恢复设备',
  'case accept': '受理事件',
  'case dispatch': '派单',
  'case take': '接单',
  'case arrive': '到场',
  'case handle': '处置',
  'case check': '核查',
  'case close': '结案',
  'case void': '作废事件',
  'case comment': '事件备注',
  'handover give': '交班',
  'handover take': '接班',
  'second person: asked': '两人同意：提出',
  'second person: agreed': '两人同意：同意',
  'second person: carried out': '两人同意：已执行',
  'second person: refused': '两人同意：未能执行',
  'second person: declined': '两人同意：不同意',
  'second person: withdrawn': '两人同意：撤回',
  'second person: expired': '两人同意：过期',
  'second person: ended by a restart': '两人同意：因重启结束',
};

/** An act of the audit, as people say it. */
export function auditWords(action: string): string {
  const words: Text = { zh: chinese[action] ?? action, en: action };
  return say(words);
}

/** What else an entry says, short: `name: value`, without what is empty. */
export function detailWords(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '' && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
