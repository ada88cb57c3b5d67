import type { TwoPersonAct } from '../../../domain/two-person-acts.ts';
import type { Text } from '../../../domain/text.ts';
import { phrasesOf, say } from './language.ts';

const acts: Readonly<Record<TwoPersonAct, Text>> = {
  'take-out-of-service': { zh: '屏蔽设备', en: 'Take a device out of service' },
  'disable-device': { zh: '停用设备', en: 'Disable a device' },
  'shelve-critical': { zh: '搁置一级告警', en: 'Shelve a critical alert' },
  'close-critical-as-false': { zh: '将一级告警按非真实关闭', en: 'Close a critical alert as not real' },
  'change-rules': { zh: '更换规则', en: 'Change the rules' },
  'change-settings': { zh: '更改通知设置', en: 'Change who is told' },
  'change-plans': { zh: '更换预案', en: 'Change the plans' },
  'make-administrator': { zh: '设为管理员', en: 'Make an administrator' },
  'change-staff': { zh: '新增或更改账号', en: 'Make or change an account' },
  'cut-enrolment-key': { zh: '切断注册密钥的全部设备', en: 'Shut out all devices of an enrolment key' },
};

/** An act that needs two persons, as people say it. */
export function actWords(act: TwoPersonAct): string {
  return say(acts[act]);
}

export const heldWords = phrasesOf({
  newOne: {
    zh: '{name} 请求：{act}，等您同意（见“权限”）。',
    en: '{name} asks for “{act}”: agree or decline under “Access”.',
  },
  'mine-done': { zh: '{by} 已同意，已生效：{act}。', en: '{by} agreed, and it is done: {act}.' },
  'mine-failed': {
    zh: '{by} 已同意，但未能执行：{act}。',
    en: '{by} agreed, and it could not be done: {act}.',
  },
  'mine-declined': { zh: '{by} 不同意：{act}。', en: '{by} declined: {act}.' },
  'mine-expired': { zh: '无人同意，已过期：{act}。', en: 'Nobody agreed in time: {act}.' },
  'mine-lost': { zh: '服务重启，未执行：{act}。', en: 'Ended by a restart, not done: {act}.' },
  waitingCount: { zh: '{n} 项等待您同意', en: '{n} for you to agree to' },
});
