/** Host and port of `mqtt://host:port`. Throws on anything else: raw sockets speak neither TLS nor WebSocket. */
export function parsePlainUrl(url: string): { host: string; port: number } {
  const parsed = new URL(url);
  if (parsed.protocol !== 'mqtt:') throw new Error(`${url}: this simulator speaks mqtt:// only`);
  return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port: Number(parsed.port || 1883) };
}
