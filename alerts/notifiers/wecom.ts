import { cutBytes } from './clean-text.ts';
import { notifierLimits } from './limits.ts';
import type { Message, Notifier } from './notifier.ts';
import { sendToRobot, type RobotDialect } from './robot.ts';
import { toMarkdown, toShortText } from './templates.ts';

/** The answers' numbers are those of WeCom's list of global error codes. */
const dialect: RobotDialect = {
  codeField: 'errcode',
  messageField: 'errmsg',
  // 45009: called too often (20 a minute); 45033: too many at once.
  limited: new Set([45_009, 45_033]),
  pause_s: 60,
  // 93000: no such robot, or it was removed; 93004, 93008: not in the group; 40001, 40008, 40058, 44004: what we ask is wrong.
  permanent: new Set([93_000, 93_004, 93_008, 40_001, 40_008, 40_058, 44_004]),
};

export const weComUrl = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send';

export interface WeComOptions {
  /** The robot's address, without its key. */
  readonly url: string;
  readonly key: string;
  readonly timeoutMs?: number;
}

/**
 * 企业微信 group robot. Without an address the message is Markdown. With one (a phone number, a user's id, or
 * `@all`) it is text that mentions them, because only a text's mention makes a phone ring.
 */
export function createWeCom(options: WeComOptions): Notifier {
  const { timeoutMs = notifierLimits.attempt_ms_max } = options;
  const url = new URL(options.url);
  url.searchParams.set('key', options.key);
  return {
    send: async (message, signal) =>
      await sendToRobot(dialect, { url, body: toBody(message), signal, timeoutMs }),
  };
}

function toBody(message: Message): object {
  const { address } = message;
  if (address === '') {
    const content = cutBytes(toMarkdown(message).text, notifierLimits.weComMarkdown_bytes_max);
    return { msgtype: 'markdown', markdown: { content } };
  }
  const content = cutBytes(toShortText(message), notifierLimits.weComText_bytes_max);
  const isPhone = /^\+?\d{5,20}$/u.test(address);
  const mention = isPhone ? { mentioned_mobile_list: [address] } : { mentioned_list: [address] };
  return { msgtype: 'text', text: { content, ...mention } };
}
