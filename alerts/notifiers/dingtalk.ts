import { createHmac } from 'node:crypto';
import { cutBytes } from './clean-text.ts';
import { notifierLimits } from './limits.ts';
import type { Message, Notifier } from './notifier.ts';
import { sendToRobot, type RobotDialect } from './robot.ts';
import { toMarkdown } from './templates.ts';

/** DingTalk's robot: 20 messages a minute, then ten minutes of nothing. */
const dialect: RobotDialect = {
  codeField: 'errcode',
  messageField: 'errmsg',
  // Too fast, in the words of several of its layers.
  limited: new Set([130_101, 410_100, 302_033, 90_018, 90_030]),
  pause_s: 60,
  // 310000: signature, keyword or address refused; 300001, 400101: no such token; 400013, 400102: group or robot gone; 40035, 400105: what we ask is wrong.
  permanent: new Set([310_000, 300_001, 400_101, 400_013, 400_102, 40_035, 400_105]),
};

export const dingTalkUrl = 'https://oapi.dingtalk.com/robot/send';

export interface DingTalkOptions {
  /** The robot's address, without token and signature. */
  readonly url: string;
  readonly token: string;
  /** For robots that ask for a signature (`SEC…`); null: they know it by a keyword or our address. */
  readonly secret: string | null;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/** The signature over a time in ms, as DingTalk asks for it, before it is encoded for the address. */
export function signForDingTalk(timestamp: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}

/** 钉钉 group robot. An address is the phone number of who is mentioned, or `@all`. */
export function createDingTalk(options: DingTalkOptions): Notifier {
  const { token, secret, now, timeoutMs = notifierLimits.attempt_ms_max } = options;
  return {
    async send(message, signal) {
      const url = new URL(options.url);
      url.searchParams.set('access_token', token);
      if (secret !== null) {
        const timestamp = now();
        url.searchParams.set('timestamp', String(timestamp));
        url.searchParams.set('sign', signForDingTalk(timestamp, secret));
      }
      return await sendToRobot(dialect, { url, body: toBody(message), signal, timeoutMs });
    },
  };
}

function toBody(message: Message): object {
  const { address } = message;
  const { title, text } = toMarkdown(message);
  const isPhone = /^\+?\d{5,20}$/u.test(address);
  // A mention counts only where the number stands in the text as well.
  const mention = isPhone ? `  \n@${address}` : '';
  const cut = cutBytes(text, notifierLimits.robotText_bytes_max);
  return {
    msgtype: 'markdown',
    markdown: { title, text: cut + mention },
    at: { isAtAll: address === '@all', ...(isPhone ? { atMobiles: [address] } : {}) },
  };
}
