import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** Whose request it is, for limits and the audit. */
export interface ClientAddresses {
  /** Whether an address is a proxy of ours, whose word about whom it asks for counts. */
  readonly isTrusted: (address: string, hop: number) => boolean;
  /** Of the client that the last trusted proxy saw; without one, of the connection. Empty once that is closed. */
  readonly of: (request: IncomingMessage) => string;
}

/**
 * Anybody can write `X-Forwarded-For`: it is read from its end, as far as addresses of `proxies` go. Throws a
 * `TypeError` where one of these is neither an address nor a range.
 */
export function createClientAddresses(proxies: readonly string[]): ClientAddresses {
  const isTrusted = proxyAddr.compile([...proxies]);
  // A connection that is closed has no address, and the library needs one.
  return { isTrusted, of: (request) => (request.socket.remoteAddress ? proxyAddr(request, isTrusted) : '') };
}

/** Addresses and ranges from a setting: `10.0.0.7, 192.168.4.0/24, loopback`. */
export function readProxies(setting: string): readonly string[] {
  return setting.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
}
