import { phrasesOf } from './language.ts';

/** What the way in by the organisation's own log-in says. */
export const t = phrasesOf({
  away: {
    zh: '统一登录暂时无法连接，请稍后再试，或用本系统的用户名和密码登录。',
    en: 'That log-in cannot be reached. Try again, or log in here with username and password.',
  },
  refusedThere: { zh: '统一登录未同意此次登录。', en: 'The log-in was refused there, or broken off.' },
  wrong: {
    zh: '统一登录返回的内容无法核实，未登录。请重试；仍不行请告知管理员。',
    en: 'What came back could not be verified: you are not logged in. Try again, then tell an administrator.',
  },
  noRole: {
    zh: '您的单位账号在本系统没有角色，请联系管理员。',
    en: 'Your account has no role in this system. Ask an administrator.',
  },
  noAreas: {
    zh: '您的单位账号没有本系统中的区域，请联系管理员。',
    en: 'Your account names no area of this system. Ask an administrator.',
  },
  disabled: { zh: '您的账号已在本系统停用。', en: 'Your account is disabled in this system.' },
  ended: {
    zh: '这次登录已过期或在别处开始，请重新登录。',
    en: 'That log-in was too old or began elsewhere. Please log in again.',
  },
  busy: { zh: '同时登录的人太多，请稍后再试。', en: 'Too many log in at once. Try again in a moment.' },
  unexpected: { zh: '登录未成功（{code}）。', en: 'That did not work ({code}).' },
  stillThere: { zh: '您在统一登录处仍处于登录状态。', en: 'You are still logged in at your organisation.' },
  leaveThere: { zh: '也退出那里', en: 'Log out there, too' },
});
