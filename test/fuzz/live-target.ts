import { connect } from 'node:net';
import { closeCodes, type ClientMessage } from '../../dashboard/live-protocol.ts';
import { openTestClient, isChange } from '../../dashboard/server/live/test-client.ts';
import { sampleAlert, startTestDashboard } from '../../dashboard/server/test-support.ts';
import type { Random } from '../../simulators/random.ts';
import { waitFor } from '../support/wait-for.ts';
import { cut, mutate, pick } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

/** Of RFC 6455, and one that is reserved. */
const opcodes = { continuation: 0, text: 1, binary: 2, ping: 9, pong: 10, close: 8, reserved: 3 } as const;
const alertCount = 20;

const samples: readonly ClientMessage[] = [
  { type: 'start' },
  { type: 'resume', epoch: 'of another life', seq: 3 },
  { type: 'resume', epoch: '', seq: -1 },
  { type: 'subscribe', devices: ['smoke-1', 'nothing', ''] },
  { type: 'subscribe', devices: Array.from({ length: 500 }, (_, index) => `smoke-${index}`) },
  { type: 'view', subject: 'alert:alert-1' },
  { type: 'view', subject: null },
  { type: 'ping', t: 1e308 },
];

/** What stands where something else belongs. */
const strangers: readonly unknown[] = [
  null,
  {},
  [],
  [null, [], {}, 7],
  '',
  'alert:',
  `alert:${'x'.repeat(119)}`,
  'alert:\u{1f525}\ud800',
  '__proto__',
  'x'.repeat(5_000),
  0,
  -1,
  0.5,
  2 ** 53,
  true,
];

/**
 * Screens over real sockets: each case upgrades and says something wrong, in its words, in its frames or in the
 * upgrade itself, while alerts change. The witness is a screen that has to hear of the next alert.
 */
export async function createLiveTarget(): Promise<FuzzTarget> {
  const test = await startTestDashboard({
    limits: { requestsPerMinuteMax: 1_000_000_000, clientMessagesPer10sMax: 50 },
  });
  const cookie = await test.logIn();
  const witness = await openTestClient(test.url, cookie);
  witness.send({ type: 'start' });
  const hello = await witness.until((message) => message.type === 'hello');
  const resume: ClientMessage = { type: 'resume', epoch: hello.epoch, seq: hello.seq };
  const upgrade = [
    'GET /api/live HTTP/1.1',
    `host: 127.0.0.1:${test.port}`,
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    `cookie: ${cookie}`,
    '\r\n',
  ].join('\r\n');
  const pool = samples.map((message) => Buffer.from(JSON.stringify(message)));
  let version = 0;

  function ringNext(): number {
    version += 1;
    test.alerts.put(sampleAlert({ id: `alert-${version % alertCount}`, version }));
    return version;
  }

  function toFrames(random: Random): Buffer {
    const frames = Array.from({ length: random.integer(0, 5) }, () => {
      const message = random.chance(0.2) ? resume : pick(samples, random);
      const said = random.chance(0.3) ? { ...message, ...toStrange(message, random) } : message;
      const words = Buffer.from(JSON.stringify(said));
      const payload = random.chance(0.4) ? mutate(words, random, pool) : words;
      const opcode = random.chance(0.9) ? opcodes.text : pick(Object.values(opcodes), random);
      return toFrame(payload, { opcode, isFinal: random.chance(0.95), isMasked: random.chance(0.98) });
    });
    const whole = Buffer.concat(frames);
    // Mostly what comes behind the frames' own parser; sometimes that, too.
    return random.chance(0.25) ? mutate(whole, random, [whole, ...pool]) : whole;
  }

  async function run(random: Random): Promise<void> {
    const head = Buffer.from(upgrade);
    const first = random.chance(0.05) ? mutate(head, random, [head]) : head;
    const pieces = cut(Buffer.concat([first, toFrames(random)]), random);
    const isAbrupt = random.chance(0.1);
    if (random.chance(0.02)) ringNext();
    const socket = connect({ host: '127.0.0.1', port: test.port, noDelay: true });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    let answer = '';
    socket.on('error', () => {}); // a reset is a way of being closed
    socket.on('data', (chunk: Buffer) => {
      if (answer.length < 100) answer += chunk.toString('latin1');
    });
    for (const piece of pieces) socket.write(piece);
    if (isAbrupt) socket.resetAndDestroy();
    else socket.end();
    await closed;
    if (answer.startsWith('HTTP/1.1 5')) throw new Error(`answered ${answer}`);
  }

  return {
    name: 'WebSocket messages',
    atOnce: 8,
    run,
    async witness() {
      witness.messages.length = 0;
      const rung = ringNext();
      const isHeard = (): boolean =>
        witness.messages
          .filter(isChange)
          .some(({ changes }) =>
            changes.some((change) => change.kind === 'alert' && change.alert.version >= rung),
          );
      await waitFor('the witness to hear of the alert', isHeard, 5_000);
      await waitFor('no screen to be left behind', () => test.dashboard.stats().sockets === 1, 5_000);
    },
    async stop() {
      witness.socket.close(closeCodes.stopping);
      await test.stop();
    },
  };
}

/** One of a message's fields, with what does not belong there. */
function toStrange(message: ClientMessage, random: Random): Readonly<Record<string, unknown>> {
  return { [pick(Object.keys(message), random)]: pick(strangers, random) };
}

/** A frame as a client sends it. The mask is of zeros, so that the payload can be read in what failed. */
function toFrame(
  payload: Buffer,
  { opcode, isFinal, isMasked }: { opcode: number; isFinal: boolean; isMasked: boolean },
): Buffer {
  const length = payload.length;
  const size = length < 126 ? length : length < 65_536 ? 126 : 127;
  const head = [(isFinal ? 0x80 : 0) | opcode, (isMasked ? 0x80 : 0) | size];
  const extended = Buffer.alloc(size === 126 ? 2 : size === 127 ? 8 : 0);
  if (size === 126) extended.writeUInt16BE(length);
  if (size === 127) extended.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([Buffer.from(head), extended, Buffer.alloc(isMasked ? 4 : 0), payload]);
}
