import type { CaseWithPlace } from '../../live-protocol.ts';
import type { Text } from '../../../domain/text.ts';
import { sendPicture } from '../parts/picture/send-picture.ts';
import { type Answer, ask, segment, withJson } from '../shell/http.ts';
import type { Act, ReportAct, TaskAct } from './act.ts';

/** A task of the person's, with what is to be done next. */
export interface Task {
  readonly case: CaseWithPlace;
  readonly next: { readonly action: 'take' | 'arrive' | 'handle'; readonly words: Text };
}

/** Longer than that and the connection counts as broken. */
const answerMaxMs = 20_000;
/** What was told at once needs no time of its own. */
const atOnceMs = 30_000;

const soon = (): RequestInit => ({ signal: AbortSignal.timeout(answerMaxMs) });

export const fieldApi = {
  tasks: () => ask<{ readonly tasks: readonly Task[] }>('GET', '/api/tasks', soon()),
  sendPicture,
  /** Sends an act as it was made; `version`: what it made of the case. */
  async send(act: Act): Promise<Answer<Sent>> {
    const doneAt = Date.now() - act.madeAt > atOnceMs ? act.madeAt : null;
    const answer = await sendAs(act, doneAt);
    // The phone's clock is wrong by days: it is told as of now.
    if (!answer.ok && answer.problem.code === 'bad-time') return await sendAs(act, null);
    return answer;
  },
};

/** What an act made of its case: the version; null where the service does not know any more, and of reports. */
export interface Sent {
  readonly version: number | null;
}

async function sendAs({ key, content, pictureUrl }: Act, doneAt: number | null): Promise<Answer<Sent>> {
  const told = { doneAt, pictureUrl, key };
  const [path, body] = content.type === 'task' ? toAction(content, told) : toReport(content, told);
  const init = { ...withJson(body, { 'idempotency-key': key }), ...soon() };
  const answer = await ask<{ readonly madeVersion?: number | null }>('POST', path, init);
  return answer.ok ? { ok: true, value: { version: answer.value.madeVersion ?? null } } : answer;
}

interface Told {
  readonly doneAt: number | null;
  readonly pictureUrl: string | null;
  readonly key: string;
}

function toAction(content: TaskAct, { doneAt, pictureUrl }: Told): readonly [string, object] {
  const { caseId, action, seen, comment, finding, position } = content;
  const path = `/api/cases/${segment(caseId)}/${action}`;
  return [path, { version: seen, comment, finding, position, pictureUrl, doneAt }];
}

function toReport(content: ReportAct, { doneAt, pictureUrl, key }: Told): readonly [string, object] {
  const { category, title, description, position, source } = content;
  const who = source === null ? {} : { source };
  // The outside id, too: told once more after its key was forgotten, it is still the same report.
  const body = { ...who, category, title, description, position, pictureUrl, time: doneAt, externalId: key };
  return ['/api/events', body];
}
