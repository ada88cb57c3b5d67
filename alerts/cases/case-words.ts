import type { CaseStep } from '../../domain/case.ts';
import type { Text } from '../../domain/text.ts';

const stepWords: Readonly<Record<CaseStep, Text>> = {
  reported: { zh: '已上报', en: 'reported' },
  accepted: { zh: '已受理', en: 'accepted' },
  dispatched: { zh: '已派遣', en: 'dispatched' },
  taken: { zh: '已接单', en: 'taken' },
  arrived: { zh: '已到场', en: 'arrived' },
  handled: { zh: '已处置', en: 'handled' },
  checked: { zh: '已核查', en: 'checked' },
  closed: { zh: '已结案', en: 'closed' },
  void: { zh: '已作废', en: 'void' },
};

/** Why an action did not happen, for the person who asked. */
export const sentences = {
  noSuchCase: { zh: '没有这个案件。', en: 'There is no such case.' },
  ended: (by: string): Text => ({
    zh: `案件已由 ${by} 结束，不能再改动。`,
    en: `It was ended by ${by} and stays as it is.`,
  }),
  changed: {
    zh: '您看过之后案件有了变化，请先看最新情况。',
    en: 'It has changed since you saw it: look again first.',
  },
  wrongStep: (step: CaseStep): Text => ({
    zh: `案件现在是“${stepWords[step].zh}”，不能这样做。`,
    en: `It is ${stepWords[step].en} now: that cannot be done at this step.`,
  }),
  onHold: { zh: '案件已挂账，请先恢复。', en: 'It is on hold: resume it first.' },
  notOnHold: { zh: '案件没有挂账。', en: 'It is not on hold.' },
  notYours: { zh: '这不是派给您的任务。', en: 'This task is not assigned to you.' },
  notAllowed: { zh: '您的角色不能这样做。', en: 'Your role may not do this.' },
  needsLeader: { zh: '这需要值班长批准。', en: 'This needs a shift leader.' },
  ownWork: { zh: '处置的人不能核查或结案自己的工作。', en: 'Whoever handled it does not check or close it.' },
  needsReason: { zh: '请写明原因。', en: 'Say why.' },
  needsText: { zh: '内容不能为空。', en: 'The text is empty.' },
  needsResult: { zh: '请写明做了什么。', en: 'Say what was done.' },
  needsFinding: {
    zh: '请给出结论：真警、误报及其原因、演练等。',
    en: 'Say what it was: real, a false alarm and why, a drill.',
  },
  needsAssignee: { zh: '请指定处置人。', en: 'Say who is to handle it.' },
  sameAssignee: { zh: '已经在这个人手上。', en: 'They have it already.' },
  needsPosition: {
    zh: '请提供到场位置，没有定位时请说明原因。',
    en: 'Give the position, or say why there is none.',
  },
  needsTitle: { zh: '请写明发生了什么。', en: 'Say what happened.' },
  noDeadline: { zh: '这一步没有时限。', en: 'This step has no deadline.' },
  untilNotLater: {
    zh: '新的时限必须晚于现在和原时限。',
    en: 'The new deadline has to be later than now and than the present one.',
  },
  untilTooFar: { zh: '时间太远。', en: 'That is too far away.' },
  untilPast: { zh: '结束时间必须晚于现在。', en: 'The end has to be later than now.' },
  nothingAsked: {
    zh: '没有待批准的延时申请，请给出新的时限。',
    en: 'Nobody asked for an extension: give the new deadline.',
  },
  nothingToDeny: { zh: '没有待批准的延时申请。', en: 'Nobody asked for an extension.' },
  topLevel: { zh: '已经在最高一级。', en: 'It is at the highest level already.' },
  notWhistled: {
    zh: '案件没有吹哨上报，不能接管。',
    en: 'It was not called up: there is nothing to take over.',
  },
  notOfLevel: {
    zh: '只有上一级的人员才能接管。',
    en: 'Only someone of the level that it was called up to may take it over.',
  },
  nothingToSendBack: {
    zh: '已经是第一步，不能再回退。',
    en: 'It is at its first step: nothing to send back to.',
  },
  tooMany: (max: number): Text => ({
    zh: `该来源已有 ${max} 个未结案件，暂不再接收。`,
    en: `This source has ${max} open cases: no more are taken for now.`,
  }),
  joined: (number: string, by: string): Text => ({
    zh: `已有案件 ${number}（${by} 上报），并入该案件。`,
    en: `Case ${number}, reported by ${by}, is about this already.`,
  }),
} as const;
