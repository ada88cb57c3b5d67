import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a proxy adds: then the connection's address is the proxy's, and says nothing of who asks. */
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * Whether somebody without a session may read the figures: with the token, or, where none is set, from this machine
 * itself.
 */
export function createMetricsReader(token: string | null): (request: IncomingMessage) => boolean {
  const expected = token === null ? null : digest(`Bearer ${token}`);
  return ({ headers, socket }) => {
    if (expected !== null) return timingSafeEqual(digest(headers.authorization ?? ''), expected);
    return isLoopback(socket.remoteAddress) && proxyHeaders.every((name) => headers[name] === undefined);
  };
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127(\.\d+){3})$/.test(address);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
