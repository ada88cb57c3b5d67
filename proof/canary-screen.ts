import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import { proofLimits } from './limits.ts';

export interface CanaryScreen {
  start(): void;
  stop(): void;
}

/** Frames without it are none of the canary's business, and are not parsed: in a storm there are many. */
const mark = Buffer.from('"kind":"canary"');

/** The canary as a screen: an ordinary WebSocket of the live feed, which asks for nothing but what comes from now on. */
export function createCanaryScreen(options: {
  readonly url: string;
  readonly token: string;
  readonly log: Logger;
  /** The alert of this number is on the screen. */
  readonly arrived: (seq: number) => void;
}): CanaryScreen {
  const { url, token, log, arrived } = options;
  let socket: WebSocket | null = null;
  let heardAt = 0;
  let retry: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;
  let stopped = false;

  function connect(): void {
    heardAt = performance.now();
    const opened = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    socket = opened;
    opened.on('message', (data: Buffer) => {
      heardAt = performance.now();
      take(opened, data);
    });
    opened.on('error', (error) => log.debug({ err: error }, 'the canary has no line to the live feed'));
    opened.on('close', () => {
      if (!stopped) retry = setTimeout(connect, proofLimits.reconnectMs);
    });
  }

  function take(opened: WebSocket, data: Buffer): void {
    const isCanary = data.includes(mark);
    // The greeting is the first frame and is short.
    if (!isCanary && !data.subarray(0, 20).includes('"hello"')) return;
    const message = JSON.parse(data.toString()) as {
      readonly type: string;
      readonly epoch?: string;
      readonly seq?: number;
      readonly changes?: readonly { readonly kind: string; readonly seq?: number }[];
    };
    if (message.type === 'hello') {
      // Nothing was missed: no snapshot is asked for.
      opened.send(JSON.stringify({ type: 'resume', epoch: message.epoch, seq: message.seq }));
      return;
    }
    for (const { kind, seq } of message.changes ?? []) {
      if (kind === 'canary' && seq !== undefined) arrived(seq);
    }
  }

  return {
    start() {
      connect();
      watch = setInterval(() => {
        if (performance.now() - heardAt > proofLimits.silentLineMs) socket?.terminate();
      }, proofLimits.reconnectMs);
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
      clearInterval(watch);
      socket?.terminate();
    },
  };
}
