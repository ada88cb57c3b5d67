import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmail } from './email.ts';
import type { Message } from './notifier.ts';
import { sampleDelivery, sampleMessage, startMailbox, type Mailbox } from './testing.ts';

let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(() => mailbox.stop());

const never = new AbortController().signal;

function send(changes: Partial<Message> = {}, { timeoutMs = 10_000, signal = never } = {}) {
  const from = '负一秒 <alerts@centre.example>';
  const { port } = mailbox;
  const email = createEmail({
    host: '127.0.0.1',
    port,
    isSecure: false,
    requiresTls: false,
    from,
    login: null,
    timeoutMs,
  });
  return email.send(sampleMessage({ address: 'duty@street.example', ...changes }), signal);
}

function headersOf(mail: string): Record<string, string> {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/gu, ' ');
  return Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

it('an attempt more is recognised by its Message-ID; mails of one alert hang together', async () => {
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(await send()).toMatchObject({ outcome: 'sent' });
  const [first, second] = mailbox.mails.map(headersOf);
  expect(first).toMatchObject({
    'message-id': '<d1d1d1d1d1d1d1d1d1d1@centre.example>',
    references: '<alert.a1a1a1a1a1a1a1a1a1a1@centre.example>',
    to: 'duty@street.example',
    'x-priority': '1 (Highest)',
    'auto-submitted': 'auto-generated',
  });
  expect(second?.['message-id']).toBe(first?.['message-id']);
});

it('it is plain text and simple HTML', async () => {
  await send({}, {});
  expect(mailbox.mails[0]).toContain('multipart/alternative');
  expect(mailbox.mails[0]).toMatch(
    /Content-Type: text\/plain; charset=utf-8[\s\S]*Content-Type: text\/html; charset=utf-8/u,
  );
});

describe('what an answer means', () => {
  it.each<[string, Parameters<Mailbox['behave']>[0], object]>([
    ['no such mailbox', { rcpt: 550 }, { isPermanent: true }],
    ['greylisted', { rcpt: 451 }, { isPermanent: false }],
    ['refused as spam', { data: 554 }, { isPermanent: true }],
    ['out of space', { data: 452 }, { isPermanent: false }],
  ])('%s', async (_name, behaviour, expected) => {
    mailbox.behave(behaviour);
    expect(await send()).toMatchObject({ outcome: 'failed', ...expected });
  });

  it.each(['nobody', 'a@b@c', 'duty@street.example, everyone@evil.example', ''])(
    'what is no mailbox (%j) is permanent and never sent',
    async (address) => {
      expect(await send({ address })).toMatchObject({ outcome: 'failed', isPermanent: true });
      expect(mailbox.mails).toEqual([]);
    },
  );

  it.each([{ rcpt: 'hang' }, { data: 'hang' }] as const)(
    'silence (%o) ends with the time-out',
    async (behaviour) => {
      mailbox.behave(behaviour);
      expect(await send({}, { timeoutMs: 200 })).toMatchObject({
        outcome: 'failed',
        isPermanent: false,
        detail: 'no answer within 200 ms',
      });
    },
  );

  it('nobody listens', async () => {
    await mailbox.stop();
    expect(await send()).toMatchObject({
      outcome: 'failed',
      isPermanent: false,
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('gives up when it is told to', async () => {
    mailbox.behave({ data: 'hang' });
    const aborting = new AbortController();
    const result = send({}, { signal: aborting.signal });
    aborting.abort();
    expect(await result).toMatchObject({ outcome: 'failed', isPermanent: false });
  });
});

it('a line break in a title adds no header', async () => {
  const text = 'Fire\r\nBcc: everyone@evil.example';
  const { notices } = sampleMessage({}, [sampleDelivery({ content: { title: { zh: text, en: text } } })]);
  await send({ notices });
  expect(headersOf(mailbox.mails[0] ?? '')).not.toHaveProperty('bcc');
});
