import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openInbox } from '../../test/support/inbox.ts';

/** What a recipient got, and what is still on its way. */
export interface StormNotices {
  /** Decided: one for each alert and each step of its escalation. */
  readonly decided: number;
  /** Requests that the recipient's server took; a digest is one. */
  readonly messages: number;
  /** Of them, with several notices. */
  readonly digests: number;
  readonly urgent: number;
  /** Urgent ones that nobody took. */
  readonly urgentWaiting: number;
  readonly waiting: number;
  /** Notices that came more than once. */
  readonly doubled: number;
}

interface CloudEvent {
  readonly id: string;
}

/** An operations centre that is told of everything over one webhook of 20 messages a minute. */
export async function openRecipient(directory: string) {
  const inbox = await openInbox();
  const settingsPath = join(directory, 'desk.yaml');
  await writeFile(
    settingsPath,
    `channels: [{ id: hook, type: webhook, perMinute_max: 20, options: { url: '${inbox.url}/' } }]
recipients:
  - id: centre
    name: { zh: 指挥中心, en: Operations centre }
    role: operationsCentre
    reachedBy: [{ channel: hook }]
routes:
  - { id: critical, match: { severities: [critical] }, tell: [{ recipient: centre }], escalation: critical }
  - { id: rest, tell: [{ recipient: centre }] }
`,
  );

  async function count(pool: Pool): Promise<StormNotices> {
    const { rows } = await pool.query<Record<'decided' | 'urgent' | 'urgentWaiting' | 'waiting', number>>(
      `select count(*)::int as decided,
              (count(*) filter (where is_urgent))::int as urgent,
              (count(*) filter (where is_urgent and state = 'waiting'))::int as "urgentWaiting",
              (count(*) filter (where state = 'waiting'))::int as waiting
       from deliveries`,
    );
    const notices = inbox.received.map(({ body }) => (Array.isArray(body) ? body : [body]) as CloudEvent[]);
    const ids = notices.flat().map(({ id }) => id);
    const counted = rows[0] ?? { decided: 0, urgent: 0, urgentWaiting: 0, waiting: 0 };
    return {
      ...counted,
      messages: notices.length,
      digests: notices.filter((each) => each.length > 1).length,
      doubled: ids.length - new Set(ids).size,
    };
  }

  return { settingsPath, count, close: () => inbox.close() };
}
