import type { Text } from '../domain/text.ts';
import { clockAuthor, rulesAuthor } from './life-cycle.ts';

/** Why something is not done, in sentences for the person who asked. */
export const refusals = {
  stale: (version: number, seen: number) =>
    text(
      `它在您查看之后已有变化（现为版本 ${version}，您看到的是 ${seen}）。`,
      `It changed since you looked: this is version ${version}, you saw ${seen}.`,
    ),
  unknownAlert: text('没有这条未关闭的告警。', 'No open alert has this id.'),
  closed: (by: string | null) => text(`已由${nameZh(by)}关闭。`, `It was closed by ${nameEn(by)} already.`),
  notAllowed: text('您的角色无权执行此操作。', 'Your role may not do this.'),
  onlyLeaders: text('只有值班长及以上人员可以复位。', 'Only a shift leader or someone above may reset it.'),
  acknowledgedAlready: (by: string | null) =>
    text(`已由${nameZh(by)}确认。`, `It is acknowledged already, by ${nameEn(by)}.`),
  silentAlready: (by: string | null) =>
    text(`已由${nameZh(by)}消音。`, `It is silent already, by ${nameEn(by)}.`),
  acknowledgeFirst: text('请先确认。', 'Please acknowledge it first.'),
  confirmedAlready: text('已核实。', 'It is confirmed already.'),
  sayWhatWasDone: text('请说明处置情况或给出结论。', 'Please say what was done, or give a finding.'),
  doesNotLatch: text('它不需要复位。', 'It does not latch, so there is nothing to reset.'),
  resetAlready: text('已复位。', 'It is reset already.'),
  stillHolds: text('告警条件仍然存在。', 'Its condition still holds.'),
  deviceSilent: text(
    '设备无数据，无法判断是否已恢复。可先将设备屏蔽检修，再附结论关闭。',
    'The device is silent, so nobody knows whether it is over. Take it out of service to close this with a finding.',
  ),
  resetFirst: text('请先复位。', 'Please reset it first.'),
  findingNeeded: text('关闭需要给出结论。', 'Closing needs a finding.'),
  commentEmpty: text('备注为空。', 'The comment is empty.'),
  sayToWhom: text('请指明由谁负责。', 'Please say to whom.'),
  reasonNeeded: text('请说明原因。', 'Please give a reason.'),
  endNeeded: text('请给出以后的结束时间。', 'Please say until when; it has to lie ahead.'),
  shelvedAlready: (by: string) => text(`已由${nameZh(by)}搁置。`, `It is shelved already, by ${nameEn(by)}.`),
  notShelved: text('它没有被搁置。', 'It is not shelved.'),
  notShelvable: text(
    '此等级的告警不能由您搁置。',
    'Alerts of this severity may not be shelved by your role.',
  ),
  lifeSafety: text(
    '火警与困人告警不能由坐席搁置。',
    'Fire and entrapment may not be shelved by operators; ask the shift leader.',
  ),
  shelvedTooLong: (max_s: number) =>
    text(`最长可搁置 ${minutes(max_s)} 分钟。`, `It may be shelved for ${minutes(max_s)} minutes at most.`),
  workOrderNeeded: text('屏蔽设备需要工单号。', 'Taking a device out of service needs a work order.'),
  inService: text('设备没有被屏蔽。', 'The device is not out of service.'),
} as const;

/** What older snapshots remember is one sentence. */
export function completeReason(reason: Text | string | null): Text | null {
  return typeof reason === 'string' ? text(reason, reason) : reason;
}

function text(zh: string, en: string): Text {
  return { zh, en };
}

function minutes(time_s: number): number {
  return Math.floor(time_s / 60);
}

function nameZh(by: string | null): string {
  return by === rulesAuthor || by === null ? '系统' : by === clockAuthor ? '系统时钟' : ` ${by} `;
}

function nameEn(by: string | null): string {
  return by === rulesAuthor || by === null ? 'the rules' : by === clockAuthor ? 'the clock' : by;
}
