import type { AreaLevel } from '../../../domain/area.ts';
import type { CaseActionType, CaseCategory, CaseEvent, CaseSource, CaseStep } from '../../../domain/case.ts';
import type { Role } from '../../../domain/roles.ts';
import type { Text } from '../../../domain/text.ts';

/** The words for what the service calls by a code. */

export const stepNames: Readonly<Record<CaseStep, Text>> = {
  reported: { zh: '上报', en: 'Reported' },
  accepted: { zh: '受理', en: 'Accepted' },
  dispatched: { zh: '派遣', en: 'Dispatched' },
  taken: { zh: '接单', en: 'Taken' },
  arrived: { zh: '到场', en: 'Arrived' },
  handled: { zh: '处置', en: 'Handled' },
  checked: { zh: '核查', en: 'Checked' },
  closed: { zh: '结案', en: 'Closed' },
  void: { zh: '作废', en: 'Void' },
};

/** What an open case at a step waits for. */
export const waitsFor: Readonly<Partial<Record<CaseStep, Text>>> = {
  reported: { zh: '待受理', en: 'To accept' },
  accepted: { zh: '待派遣', en: 'To dispatch' },
  dispatched: { zh: '待接单', en: 'To be taken' },
  taken: { zh: '赶往现场', en: 'On the way' },
  arrived: { zh: '现场处置', en: 'On site' },
  handled: { zh: '待核查', en: 'To check' },
  checked: { zh: '待结案', en: 'To close' },
};

export const categoryNames: Readonly<Record<CaseCategory, Text>> = {
  fire: { zh: '火情', en: 'Fire' },
  electrical: { zh: '电气', en: 'Electrical' },
  flood: { zh: '积水内涝', en: 'Flooding' },
  slope: { zh: '边坡', en: 'Slope' },
  elevator: { zh: '电梯', en: 'Lift' },
  fireLane: { zh: '消防通道', en: 'Fire lane' },
  thrownObject: { zh: '高空抛物', en: 'Thrown object' },
  charging: { zh: '违规充电', en: 'Charging' },
  person: { zh: '人员求助', en: 'Person' },
  facility: { zh: '公共设施', en: 'Facility' },
  environment: { zh: '市容环境', en: 'Environment' },
  order: { zh: '公共秩序', en: 'Public order' },
  other: { zh: '其他', en: 'Other' },
};

export const sourceNames: Readonly<Record<CaseSource, Text>> = {
  sensor: { zh: '传感器', en: 'Sensor' },
  resident: { zh: '居民', en: 'Resident' },
  gridWorker: { zh: '网格员', en: 'Grid worker' },
  camera: { zh: '摄像头', en: 'Camera' },
  platform: { zh: '外部平台', en: 'Platform' },
  staff: { zh: '指挥中心', en: 'Command centre' },
};

export const levelNames: Readonly<Record<AreaLevel, Text>> = {
  building: { zh: '楼栋', en: 'Building' },
  grid: { zh: '网格', en: 'Grid' },
  community: { zh: '社区', en: 'Community' },
  street: { zh: '街道', en: 'Street' },
  district: { zh: '区', en: 'District' },
};

export const roleNames: Readonly<Record<Role, Text>> = {
  viewer: { zh: '查看', en: 'Viewer' },
  operator: { zh: '值班员', en: 'Operator' },
  shiftLeader: { zh: '值班长', en: 'Shift leader' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  administrator: { zh: '管理员', en: 'Administrator' },
  maintenance: { zh: '维保', en: 'Maintenance' },
  gridWorker: { zh: '网格员', en: 'Grid worker' },
};

/** What somebody does, as on its button. */
export const actionNames: Readonly<Record<Exclude<CaseActionType, 'report'>, Text>> = {
  accept: { zh: '受理', en: 'Accept' },
  dispatch: { zh: '派遣', en: 'Dispatch' },
  take: { zh: '接单', en: 'Take the task' },
  arrive: { zh: '登记到场', en: 'Record the arrival' },
  handle: { zh: '填报处置结果', en: 'Record what was done' },
  check: { zh: '核查通过', en: 'Checked: in order' },
  close: { zh: '结案', en: 'Close' },
  sendBack: { zh: '回退', en: 'Send back' },
  transfer: { zh: '转办', en: 'Transfer' },
  askExtension: { zh: '申请延时', en: 'Ask for more time' },
  extend: { zh: '批准延时', en: 'Give more time' },
  denyExtension: { zh: '驳回延时', en: 'Deny more time' },
  hold: { zh: '挂账', en: 'Put on hold' },
  resume: { zh: '恢复办理', en: 'Resume' },
  void: { zh: '作废', en: 'Void' },
  whistle: { zh: '吹哨', en: 'Whistle' },
  takeOver: { zh: '接管', en: 'Take over' },
  chase: { zh: '催办', en: 'Chase' },
  comment: { zh: '备注', en: 'Comment' },
};

/** What happened, as a line of the history. */
export const eventNames: Readonly<Record<CaseEvent['type'], Text>> = {
  report: { zh: '上报', en: 'Reported' },
  accept: { zh: '受理', en: 'Accepted' },
  dispatch: { zh: '派遣', en: 'Dispatched' },
  take: { zh: '接单', en: 'Taken' },
  arrive: { zh: '到场', en: 'Arrived' },
  handle: { zh: '处置', en: 'Handled' },
  check: { zh: '核查', en: 'Checked' },
  close: { zh: '结案', en: 'Closed' },
  sendBack: { zh: '回退', en: 'Sent back' },
  transfer: { zh: '转办', en: 'Transferred' },
  askExtension: { zh: '申请延时', en: 'More time asked for' },
  extend: { zh: '批准延时', en: 'More time given' },
  denyExtension: { zh: '驳回延时', en: 'More time denied' },
  hold: { zh: '挂账', en: 'Put on hold' },
  resume: { zh: '恢复办理', en: 'Resumed' },
  void: { zh: '作废', en: 'Void' },
  whistle: { zh: '吹哨', en: 'Whistled' },
  takeOver: { zh: '接管', en: 'Taken over' },
  chase: { zh: '催办', en: 'Chased' },
  comment: { zh: '备注', en: 'Comment' },
  overdue: { zh: '超时', en: 'Late' },
  repeat: { zh: '重复上报', en: 'Reported again' },
  alert: { zh: '告警变化', en: 'Its alert changed' },
  refuse: { zh: '未执行', en: 'Refused' },
};
