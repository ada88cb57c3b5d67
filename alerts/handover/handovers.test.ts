import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { HandoverAction } from '../../domain/handover.ts';
import type { JournalEntry } from '../../domain/record.ts';
import { sampleAlertLine, sampleSheet } from './test-sheet.ts';
import { toHandoverPage } from './handover-page.ts';
import { createHandovers, type Handovers } from './handovers.ts';

const at = 1_800_000_000_000;

function createTest(): { handovers: Handovers; entries: JournalEntry[] } {
  const entries: JournalEntry[] = [];
  const handovers = createHandovers({
    append: async (record) => {
      const entry = { offset: entries.length + 1, record };
      entries.push(entry);
      handovers.apply(entry);
      return entry.offset;
    },
    log: pino({ level: 'silent' }),
  });
  return { handovers, entries };
}

let key = 0;
function give(rest: Partial<HandoverAction> = {}): HandoverAction {
  key += 1;
  const actor = { by: 'li', role: 'shiftLeader', seat: null, at, idempotencyKey: `${key}` } as const;
  const what = { handoverId: null, version: 0, to: 'wang', remarks: '三楼钥匙在前台', sheet: sampleSheet() };
  return { action: 'give', ...actor, ...what, ...rest };
}

function take(handoverId: string, rest: Partial<HandoverAction> = {}): HandoverAction {
  const what = { handoverId, version: 1, to: null, remarks: '收到', sheet: null };
  return give({ action: 'take', by: 'wang', at: at + 60_000, ...what, ...rest });
}

describe('a handover', () => {
  it('is signed by one and confirmed by the other', async () => {
    const { handovers } = createTest();
    const { handover } = await handovers.act(give());
    expect(handover).toMatchObject({ version: 1, givenBy: 'li', givenTo: 'wang', takenAt: null });
    const taken = await handovers.act(take(handover!.id));
    expect(taken).toMatchObject({
      outcome: 'done',
      handover: { version: 2, takenBy: 'wang', takenAt: at + 60_000, takenRemarks: '收到' },
    });
    expect(handovers.outbox.content()).toHaveLength(1);
  });

  it.each<[string, Partial<HandoverAction>, string]>([
    ['to nobody', { to: null }, 'say to whom'],
    ['to oneself', { to: 'li' }, 'nobody hands over to themselves'],
    ['of a shift that another has signed', { by: 'zhao' }, 'li has signed this shift over already'],
  ])('%s is refused', async (_what, rest, reason) => {
    const { handovers } = createTest();
    await handovers.act(give());
    expect(await handovers.act(give(rest))).toMatchObject({ outcome: 'refused', reason: { en: reason } });
  });

  it('that was signed again is another version, and the old one cannot be taken', async () => {
    const { handovers } = createTest();
    const first = await handovers.act(give());
    const second = await handovers.act(give({ remarks: 'more' }));
    expect(second.handover).toMatchObject({ id: first.handover!.id, version: 2, remarks: 'more' });
    expect((await handovers.act(take(first.handover!.id))).outcome).toBe('stale');
    expect((await handovers.act(take(first.handover!.id, { version: 2 }))).outcome).toBe('done');
    expect((await handovers.act(give())).outcome).toBe('refused');
  });

  it('is taken by whom it was given to, or by a supervisor in their stead', async () => {
    const { handovers } = createTest();
    const { id } = (await handovers.act(give())).handover!;
    expect((await handovers.act(take(id, { by: 'zhao' }))).outcome).toBe('refused');
    expect((await handovers.act(take(id, { by: 'li', role: 'supervisor' }))).outcome).toBe('refused');
    expect((await handovers.act(take(id, { by: 'zhao', role: 'supervisor' }))).outcome).toBe('done');
    expect((await handovers.act(take('nothing'))).outcome).toBe('unknown');
  });

  it('acts once for one key, and is the same after a replay from anywhere', async () => {
    const { handovers, entries } = createTest();
    const action = give();
    const { handover } = await handovers.act(action);
    await handovers.act(action);
    await handovers.act(take(handover!.id));
    for (const cut of entries.keys()) {
      const first = createTest().handovers;
      for (const entry of entries.slice(0, cut)) first.apply(entry);
      const second = createTest().handovers;
      second.restore(first.snapshot());
      for (const entry of entries.slice(cut)) second.apply(entry);
      expect(second.recent()).toEqual(handovers.recent());
      expect(second.outbox.content()).toEqual(handovers.outbox.content());
    }
  });
});

describe('the sheet on paper', () => {
  it('shows what is open, until when and why it is muted, and what somebody typed as text', async () => {
    const { handovers } = createTest();
    const sheet = sampleSheet({
      shelved: { count: 101, items: [sampleAlertLine({ reason: '<script>alert(1)</script>' })] },
    });
    const { handover } = await handovers.act(give({ sheet, remarks: 'a <b>bold</b> & "quoted" word' }));
    for (const language of ['zh', 'en'] as const) {
      const page = toHandoverPage(sheet, { handover, language });
      expect(page).not.toMatch(/<script|<b>/u);
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(page).toContain('a &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; word');
      expect(page).toContain('2027-01-15 18:00');
      expect(page).toContain(language === 'zh' ? '另有: 100' : 'Further ones: 100');
    }
  });
});
