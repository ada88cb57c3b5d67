import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openInbox } from '../../test/support/inbox.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { progress } from './progress.ts';

/** What a recipient got, and what is still on its way. */
export interface StormNotices {
  /** Decided: one for each alert and each step of its escalation. */
  readonly decided: number;
  /** Requests that the recipient's server took; a digest is one. */
  readonly messages: number;
  /** Of them, with several notices. */
  readonly digests: number;
  readonly urgent: number;
  /** Of urgent ones, from the decision to the recipient's answer, ms. */
  readonly urgentDelays_ms: readonly number[];
  /** Urgent ones that nobody took, a while after the storm. */
  readonly urgentWaiting: number;
  readonly waiting: number;
  /** Notices that came more than once. */
  readonly doubled: number;
}

type Tally = Pick<StormNotices, 'decided' | 'urgent' | 'urgentWaiting' | 'waiting'>;

const patience_ms = 60_000;

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
    // What escalates goes on after the storm: until none is on its way.
    await waitFor(
      'critical notices to be taken',
      async () => (await tally(pool)).urgentWaiting === 0,
      patience_ms,
    )
      // Then the figure says how many are not.
      .catch((error: unknown) => progress(String(error)));
    const { rows } = await pool.query<{ delay_ms: number }>(
      `select extract(epoch from sent_at - created_at)::float8 * 1000 as delay_ms
       from deliveries where is_urgent and sent_at is not null`,
    );
    const notices = inbox.received.map(({ body }) => (Array.isArray(body) ? body : [body]) as CloudEvent[]);
    const ids = notices.flat().map(({ id }) => id);
    return {
      ...(await tally(pool)),
      urgentDelays_ms: rows.map(({ delay_ms }) => delay_ms),
      messages: notices.length,
      digests: notices.filter((each) => each.length > 1).length,
      doubled: ids.length - new Set(ids).size,
    };
  }

  return { settingsPath, count, close: () => inbox.close() };
}

async function tally(pool: Pool): Promise<Tally> {
  const { rows } = await pool.query<Tally>(
    `select count(*)::int as decided,
            (count(*) filter (where is_urgent))::int as urgent,
            (count(*) filter (where is_urgent and state = 'waiting'))::int as "urgentWaiting",
            (count(*) filter (where state = 'waiting'))::int as waiting
     from deliveries`,
  );
  return rows[0] ?? { decided: 0, urgent: 0, urgentWaiting: 0, waiting: 0 };
}
