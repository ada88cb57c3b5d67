import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Delivery, DeliveryContent } from '../../domain/delivery.ts';
import type { Message, Notice } from './notifier.ts';

/** For tests: deliveries, and servers on loopback that keep what they get and fail when they are told to. */

export const sampleTime = Date.UTC(2026, 10, 22, 1, 41);

export function sampleContent(changes: Partial<DeliveryContent> = {}): DeliveryContent {
  return {
    subject: { type: 'alert', id: 'a1a1a1a1a1a1a1a1a1a1' },
    reason: 'raised',
    severity: 1,
    title: { zh: '火警', en: 'Fire alarm' },
    advice: { zh: '立即电话核实，派人到场。', en: 'Call the premises now and send someone.' },
    place: { zh: '阳光社区 · 3号楼 · 厨房烟感', en: 'Sunshine · Building 3 · Kitchen' },
    deviceId: 'smoke-1',
    eventTime: sampleTime,
    measured: { zh: '烟雾 7.4 %/m', en: 'Smoke 7.4 %/m' },
    forecast: null,
    alertCount: 0,
    comment: null,
    ...changes,
  };
}

export function sampleDelivery(
  changes: Partial<Omit<Delivery, 'content'>> & { readonly content?: Partial<DeliveryContent> } = {},
): Delivery {
  return {
    id: 'd1d1d1d1d1d1d1d1d1d1',
    version: 1,
    recipientId: 'centre',
    recipientName: { zh: '街道指挥中心', en: 'Operations centre' },
    language: 'zh',
    routes: [{ channelId: 'first', address: '13800000000' }],
    isUrgent: true,
    state: 'waiting',
    routeIndex: 0,
    attempts: 0,
    nextAttemptAt: sampleTime,
    createdAt: sampleTime,
    sentAt: null,
    confirmedAt: null,
    confirmedBy: null,
    lastError: null,
    ...changes,
    content: sampleContent(changes.content),
  };
}

/** A message of the given deliveries, or of the sample. */
export function sampleMessage(changes: Partial<Message> = {}, deliveries = [sampleDelivery()]): Message {
  const notices = deliveries.map((delivery): Notice => ({
    delivery,
    confirmUrl: `https://centre.example/c/${delivery.id}0123456789abcdef`,
  }));
  const [first, ...rest] = notices;
  if (first === undefined) throw new Error('a message needs a delivery');
  return {
    id: first.delivery.id,
    address: '',
    language: first.delivery.language,
    isUrgent: first.delivery.isUrgent,
    timeZone: 'Asia/Shanghai',
    at: sampleTime + 1_000,
    notices: [first, ...rest],
    ...changes,
  };
}

/** An answer; or the connection is refused one (`hang`), cut before it (`reset`), or cut within it (`half`). */
type Behaviour =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'reset'
  | 'half'
  | 'endless';

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly requests: Received[];
  readonly url: string;
  /** What it does with the next requests. */
  behave(next: Behaviour | ((request: Received) => Behaviour)): void;
  stop(): Promise<void>;
  /** On the same port as before. */
  restart(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  let behaviour: Behaviour | ((request: Received) => Behaviour) = {};
  let port = 0;
  let server: Server | null = null;

  async function start(): Promise<void> {
    const created = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const received = {
          method: request.method ?? '',
          url: new URL(request.url ?? '', `http://127.0.0.1:${port}`),
          headers: request.headers,
          body: Buffer.concat(pieces).toString(),
        };
        requests.push(received);
        const now = typeof behaviour === 'function' ? behaviour(received) : behaviour;
        if (now === 'hang') return;
        if (now === 'reset') {
          request.socket.resetAndDestroy();
          return;
        }
        if (now === 'half') {
          response.writeHead(200, { 'content-length': '1000' });
          response.write('{"errcode":0', () => request.socket.destroy());
          return;
        }
        if (now === 'endless') {
          const piece = 'x'.repeat(64 * 1024);
          const more = (): void => void (response.destroyed || response.write(piece, more));
          more();
          return;
        }
        response.writeHead(now.status ?? 200, now.headers);
        response.end(now.body ?? '');
      });
      request.on('error', () => {});
    });
    await new Promise<void>((resolve) => created.listen(port, '127.0.0.1', resolve));
    ({ port } = created.address() as AddressInfo);
    server = created;
  }

  await start();
  return {
    requests,
    url: `http://127.0.0.1:${port}`,
    behave(next) {
      behaviour = next;
    },
    async stop() {
      const stopping = server;
      server = null;
      if (stopping === null) return;
      stopping.closeAllConnections();
      await new Promise((resolve) => stopping.close(resolve));
    },
    restart: start,
  };
}

export interface Mailbox {
  /** Whole messages, as they came. */
  readonly mails: string[];
  readonly port: number;
  /** Answers to `RCPT` and `DATA`: null takes the mail; a number refuses with it; `hang` never answers. */
  behave(next: { readonly rcpt?: number | 'hang'; readonly data?: number | 'hang' }): void;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export async function startMailbox(options: SMTPServerOptions = {}): Promise<Mailbox> {
  const mails: string[] = [];
  let behaviour: { readonly rcpt?: number | 'hang'; readonly data?: number | 'hang' } = {};
  let port = 0;
  let server: SMTPServer | null = null;

  async function start(): Promise<void> {
    const created = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      // How long a stop waits for clients.
      closeTimeout: 100,
      onRcptTo(_address, _session, done) {
        const { rcpt } = behaviour;
        if (rcpt !== 'hang') done(rcpt === undefined ? null : refusal(rcpt));
      },
      onData(stream, _session, done) {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const { data } = behaviour;
          if (data === 'hang') return;
          if (data === undefined) mails.push(Buffer.concat(pieces).toString());
          done(data === undefined ? null : refusal(data));
        });
      },
      ...options,
    });
    created.on('error', () => {});
    await new Promise<void>((resolve) => created.listen(port, '127.0.0.1', () => resolve()));
    ({ port } = created.server.address() as AddressInfo);
    server = created;
  }

  await start();
  return {
    mails,
    port,
    behave(next) {
      behaviour = next;
    },
    async stop() {
      const stopping = server;
      server = null;
      if (stopping !== null) await new Promise<void>((resolve) => stopping.close(() => resolve()));
    },
    restart: start,
  };
}

function refusal(code: number): Error {
  return Object.assign(new Error('refused by the test'), { responseCode: code });
}
