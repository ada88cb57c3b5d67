import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Channel } from '../../domain/desk-settings.ts';
import { failed, sent, type Message, type Notifier } from './notifier.ts';
import { createTestTelling, toTellingSettings } from './test-telling.ts';

/** What happens next: time passes, an alert is raised, or the process is killed. */
type Happening = { readonly raise: 1 | 2 } | { readonly pass_s: number } | 'kill';

interface History {
  readonly happenings: readonly Happening[];
  /** For each attempt in turn: how it ends. `killed` after it was sent, before that is on disk. */
  readonly attempts: readonly ('sent' | 'refused' | 'killed')[];
  readonly perMinute_max: number;
}

const anyHistory: fc.Arbitrary<History> = fc.record({
  happenings: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ raise: fc.constantFrom<1 | 2>(1, 2) }) },
      { weight: 4, arbitrary: fc.record({ pass_s: fc.integer({ min: 1, max: 90 }) }) },
      { weight: 1, arbitrary: fc.constant('kill' as const) },
    ),
    { minLength: 1, maxLength: 25 },
  ),
  attempts: fc.array(fc.constantFrom('sent', 'sent', 'refused', 'killed'), { maxLength: 40 }),
  perMinute_max: fc.integer({ min: 1, max: 8 }),
});

async function run({ happenings, attempts, perMinute_max }: History) {
  const messages: Message[] = [];
  /** Deliveries whose attempt the other side took, but whose outcome a kill kept from the disk. */
  const lost: string[] = [];
  const endings = [...attempts];
  let isKilled = false;
  let ending: History['attempts'][number] = 'sent';
  const notifier: Notifier = {
    async send(message) {
      ending = isKilled ? 'refused' : (endings.shift() ?? 'sent');
      if (ending === 'refused') return failed('refused');
      messages.push(message);
      if (ending === 'killed') isKilled = true;
      return sent();
    },
  };
  const settings: Channel = { id: 'first', type: 'webhook', options: {}, perMinute_max };
  const telling = createTestTelling({
    settings: toTellingSettings([settings], { centre: [{ channel: 'first', address: '' }] }),
    channel: () => () => ({ settings, notifier }),
    beforeJournal({ deliveryId, outcome }) {
      if (!isKilled) return 'journalled';
      if (outcome === 'sent') lost.push(deliveryId);
      return 'lost';
    },
  });

  async function pass(by_ms: number): Promise<void> {
    await telling.pass(by_ms);
    if (!isKilled) return;
    await telling.kill();
    isKilled = false;
  }

  let raised = 0;
  for (const happening of happenings) {
    if (happening === 'kill') await telling.kill();
    else if ('raise' in happening) {
      raised += 1;
      telling.raise(`alert-${raised}`, { severity: happening.raise });
    } else await pass(happening.pass_s * 1_000);
  }
  endings.length = 0;
  for (let waited = 0; waited < 60; waited += 1) await pass(60_000);
  await telling.stop();
  return { messages, lost, raised, deliveries: telling.deliveries() };
}

function countOf(ids: readonly string[], id: string): number {
  return ids.filter((other) => other === id).length;
}

it('a kill between sending and journalling costs one more message with the same key, never one less', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const { messages, lost, raised, deliveries } = await run(history);
      const told = deliveries.filter(({ content }) => content.subject.type === 'alert');
      expect(told).toHaveLength(raised);
      expect(told.filter(({ state }) => state !== 'sent')).toEqual([]);
      const sentIds = messages.flatMap(({ notices }) => notices.map(({ delivery }) => delivery.id));
      for (const { id } of told) {
        expect([id, countOf(sentIds, id)]).toEqual([id, 1 + countOf(lost, id)]);
      }
      // Alone or urgent: the key is the delivery's own, whichever life sent it.
      const alone = messages.filter(({ notices }) => notices.length === 1);
      expect(alone.filter(({ id, notices }) => id !== notices[0].delivery.id)).toEqual([]);
      expect(messages.filter(({ isUrgent, notices }) => isUrgent && notices.length > 1)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
