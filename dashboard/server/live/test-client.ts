import { WebSocket } from 'ws';
import type { Change, ClientMessage, LiveChange, ServerMessage } from '../../live-protocol.ts';

/** A screen for tests: keeps every message and waits for what should come. */
export interface TestClient {
  readonly messages: ServerMessage[];
  readonly socket: WebSocket;
  send(message: ClientMessage): void;
  /** The first message, old or new, that is like it. */
  until<T extends ServerMessage>(isIt: (message: ServerMessage) => message is T): Promise<T>;
  /** Waits until the changes so far satisfy, and returns them. */
  changes(areEnough: (changes: readonly LiveChange[]) => boolean): Promise<readonly LiveChange[]>;
  closed(): Promise<{ code: number; reason: string }>;
}

const waitMs = 10_000;

export async function openTestClient(
  url: string,
  cookie: string,
  headers: Record<string, string> = {},
): Promise<TestClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers: { cookie, ...headers } });
  const messages: ServerMessage[] = [];
  const listeners = new Set<() => void>();
  let end: { code: number; reason: string } | null = null;
  const wake = (): void => {
    for (const listener of listeners) listener();
  };
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as ServerMessage);
    wake();
  });
  socket.on('close', (code, reason) => {
    end = { code, reason: reason.toString() };
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });

  function wait<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        listeners.delete(check);
        reject(new Error(`not within ${waitMs} ms; got ${JSON.stringify(messages).slice(0, 2_000)}`));
      }, waitMs);
      function check(): void {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        listeners.delete(check);
        resolve(found);
      }
      listeners.add(check);
      check();
    });
  }

  return {
    messages,
    socket,
    send: (message) => socket.send(JSON.stringify(message)),
    until: (isIt) => wait(() => messages.find(isIt)),
    changes: (areEnough) =>
      wait(() => {
        const changes = messages.filter(isChange).flatMap((message) => message.changes);
        return areEnough(changes) ? changes : undefined;
      }),
    closed: () => wait(() => end ?? undefined),
  };
}

export function isChange(message: ServerMessage): message is Change {
  return message.type === 'change';
}

/** A guard for messages of one type. */
export function ofType<T extends ServerMessage['type']>(type: T) {
  return (message: ServerMessage): message is Extract<ServerMessage, { type: T }> => message.type === type;
}
