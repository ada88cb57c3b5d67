import { notifierLimits } from './limits.ts';
import type { SendResult } from './notifier.ts';
import { failed, sent } from './notifier.ts';
import { failedStatus, postAndJudge, type PostAnswer } from './post.ts';

/** What a robot's answer says: its number for success or error, and its words. */
interface RobotVerdict {
  readonly code: number;
  readonly message: string;
}

/**
 * The group robots of the three chat programs have one manner: JSON over HTTP, an answer of status 200 (or
 * 4xx) that carries a number, 0 for success. What is neither known as limited nor as permanent is tried again.
 */
export interface RobotDialect {
  /** Where the number and the words stand in the answer. */
  readonly codeField: 'errcode' | 'code';
  readonly messageField: 'errmsg' | 'msg';
  /** Too many messages: the robot is left alone for `pause_s`. */
  readonly limited: ReadonlySet<number>;
  readonly pause_s: number;
  /** A wrong key, signature or robot: only people can mend it. */
  readonly permanent: ReadonlySet<number>;
}

export async function sendToRobot(
  dialect: RobotDialect,
  request: { url: URL; body: object; signal: AbortSignal; timeoutMs: number },
): Promise<SendResult> {
  const { url, body, signal, timeoutMs } = request;
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return await postAndJudge({ url, headers, body: JSON.stringify(body), signal, timeoutMs }, (answer) =>
    judgeAnswer(dialect, answer),
  );
}

function judgeAnswer(dialect: RobotDialect, answer: PostAnswer): SendResult {
  const verdict = readVerdict(dialect, answer.text);
  if (verdict === null) {
    const isSuccess = answer.status >= 200 && answer.status < 300;
    // A gateway in between says nothing about whether the robot took it.
    return isSuccess ? failed('an answer that cannot be read') : failedStatus(answer);
  }
  const { code, message } = verdict;
  if (code === 0) return sent();
  const detail = `code ${code}: ${message.slice(0, notifierLimits.detail_characters_max)}`;
  if (dialect.limited.has(code) || answer.status === 429) {
    return failed(detail, { retryAfter_s: answer.retryAfter_s ?? dialect.pause_s });
  }
  return failed(detail, { isPermanent: dialect.permanent.has(code), retryAfter_s: answer.retryAfter_s });
}

function readVerdict({ codeField, messageField }: RobotDialect, text: string): RobotVerdict | null {
  try {
    const answer = JSON.parse(text) as Record<string, unknown> | null;
    const code = answer?.[codeField];
    const message = answer?.[messageField];
    if (typeof code !== 'number') return null;
    return { code, message: typeof message === 'string' ? message : '' };
  } catch {
    return null;
  }
}
