import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../dashboard/live-protocol.ts';
import type { Api } from './api.ts';

export interface Received {
  /** By our clock, ms, when it came. */
  readonly at: number;
  readonly message: ServerMessage;
}

export interface LiveClient {
  readonly received: readonly Received[];
  readonly send: (message: ClientMessage) => void;
  readonly close: () => Promise<void>;
}

/** A page without a browser: `/api/live` from the snapshot on. */
export async function connectLive(http: string, api: Api): Promise<LiveClient> {
  const received: Received[] = [];
  const socket = new WebSocket(`${http.replace('http', 'ws')}/api/live`, {
    headers: { cookie: api.cookie, origin: http },
  });
  const send = (message: ClientMessage): void => socket.send(JSON.stringify(message));
  const started = new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      received.push({ at: Date.now(), message });
      if (message.type === 'hello') send({ type: 'start' });
      if (message.type === 'snapshot') resolve();
    });
  });
  await started;
  return {
    received,
    send,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
