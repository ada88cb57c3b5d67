import { createHmac } from 'node:crypto';
import { toBulletin } from './bulletin.ts';
import { notifierLimits } from './limits.ts';
import type { Message, Notifier } from './notifier.ts';
import { sendToRobot, type RobotDialect } from './robot.ts';
import { words } from './words.ts';

/** Feishu's custom bot: 100 messages a minute, 5 a second. */
const dialect: RobotDialect = {
  codeField: 'code',
  messageField: 'msg',
  // 9499: too many requests; 11232, 230020: too often for the tenant, for the chat.
  limited: new Set([9_499, 11_232, 230_020]),
  pause_s: 30,
  // 19001: no such hook; 19021, 19022, 19024: signature, our address, keyword refused; 10208: the bot was removed.
  permanent: new Set([19_001, 19_021, 19_022, 19_024, 10_208]),
};

export const feishuUrl = 'https://open.feishu.cn/open-apis/bot/v2/hook/';

export interface FeishuOptions {
  /** The hook's address, up to its token. */
  readonly url: string;
  readonly token: string;
  readonly secret: string | null;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/** The signature over a time in s. Feishu signs nothing with a key that is made of time and secret. */
export function signForFeishu(timestamp_s: number, secret: string): string {
  return createHmac('sha256', `${timestamp_s}\n${secret}`).digest('base64');
}

/** 飞书 custom bot. An address is the id of the user who is mentioned, or `@all`. */
export function createFeishu(options: FeishuOptions): Notifier {
  const { secret, now, timeoutMs = notifierLimits.attempt_ms_max } = options;
  const url = new URL(encodeURIComponent(options.token), options.url);
  return {
    async send(message, signal) {
      const timestamp_s = Math.floor(now() / 1_000);
      const signature =
        secret === null ? {} : { timestamp: String(timestamp_s), sign: signForFeishu(timestamp_s, secret) };
      const body = { ...signature, ...toBody(message) };
      return await sendToRobot(dialect, { url, body, signal, timeoutMs });
    },
  };
}

/** Rich text: its pieces are plain, so nothing in them can become a link or a mention. */
function toBody({ address, ...message }: Message): object {
  const { heading, lines, links } = toBulletin({ address, ...message });
  const { colon } = words[message.language];
  const mention = address === '' ? [] : [[{ tag: 'at', user_id: address === '@all' ? 'all' : address }]];
  const content = [
    ...lines.map(({ label, text }) => [
      { tag: 'text', text: label === '' ? text : `${label}${colon}${text}` },
    ]),
    ...links.map(({ label, url }) => [{ tag: 'a', text: label, href: url }]),
    ...mention,
  ];
  const key = message.language === 'zh' ? 'zh_cn' : 'en_us';
  return { msg_type: 'post', content: { post: { [key]: { title: heading, content } } } };
}
