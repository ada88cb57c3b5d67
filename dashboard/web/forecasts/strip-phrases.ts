import { phrasesOf } from '../shell/language.ts';

/** Words of the strip of what is about to happen. */
export const stripWords = phrasesOf({
  expected: { zh: '{n} 项预警，最快的在前', en: '{n} expected, the soonest first' },
  nothing: { zh: '目前没有预警。', en: 'Nothing is expected to go wrong.' },
  lastDay: {
    zh: '过去 24 小时：{count} 次预警有结果，{cameTrue} 次成真',
    en: 'Last 24 hours: {count} forecast{count|s} with an outcome, {cameTrue} came true',
  },
  lastDayNone: { zh: '过去 24 小时没有预警。', en: 'No forecast in the last 24 hours.' },
  recordAway: {
    zh: '过去 24 小时的预警记录暂时无法读取。',
    en: 'The record of the last 24 hours cannot be read now.',
  },
  now: { zh: '−0', en: '−0' },
  more: { zh: '另有 {n} 项', en: '{n} more' },
});
