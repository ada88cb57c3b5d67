import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { LineFault } from './fault.ts';

/** A line between two parts that can go wrong. What it does to bytes is to keep or delay them, never to change them. */
export interface FaultProxy {
  readonly port: number;
  /** Where connections go from now on. */
  forwardTo(port: number): void;
  /** Goes wrong until `heal`. */
  fail(fault: LineFault): void;
  heal(): void;
  close(): Promise<void>;
}

interface Line {
  readonly incoming: Socket;
  readonly outgoing: Socket;
  /** It was there while nothing passed: bytes are missing from it for ever. */
  isDead: boolean;
}

const slow_ms = { min: 20, max: 150 } as const;
/** Linux sends again after 200 ms and doubles it. */
const lost = { share: 0.15, waits_ms: [200, 600] } as const;

export async function createFaultProxy(chance: Chance): Promise<FaultProxy> {
  const lines = new Set<Line>();
  let target = 0;
  let fault: LineFault | null = null;

  const server = createServer((incoming) => {
    if (fault === 'cut') {
      incoming.resetAndDestroy();
      return;
    }
    const line: Line = { incoming, outgoing: connect(target, '127.0.0.1'), isDead: fault === 'halfOpen' };
    lines.add(line);
    pass(line, line.incoming, line.outgoing);
    pass(line, line.outgoing, line.incoming);
  });

  function pass(line: Line, from: Socket, to: Socket): void {
    from.on('error', () => to.destroy());
    from.on('close', () => {
      lines.delete(line);
      to.destroy();
    });
    void carry(line, from, to).catch(() => end(line));
  }

  /** One chunk after the other, each delayed by what is wrong at its time. */
  async function carry(line: Line, from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from) {
      if (fault === 'slow') await sleep(chance.integer(slow_ms.min, slow_ms.max));
      if (fault === 'lossy' && chance.chance(lost.share)) await sleep(chance.pick(lost.waits_ms));
      if (line.isDead) continue;
      if (!to.write(chunk as Buffer)) await once(to, 'drain');
    }
    to.end();
  }

  function end({ incoming, outgoing }: Line): void {
    incoming.resetAndDestroy();
    outgoing.resetAndDestroy();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    forwardTo(port) {
      target = port;
    },
    fail(next) {
      if (next === 'cut' || next === 'reset') for (const line of lines) end(line);
      if (next === 'halfOpen') for (const line of lines) line.isDead = true;
      fault = next === 'reset' ? null : next;
    },
    heal() {
      fault = null;
    },
    async close() {
      for (const line of lines) end(line);
      server.close();
      await once(server, 'close');
    },
  };
}
