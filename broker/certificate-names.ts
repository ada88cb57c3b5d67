import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * The names that a device's certificate gives it: its common name and its DNS names. Null when it showed no
 * certificate, or one that our authority did not sign.
 */
export function certificateNamesOf(socket: Socket): readonly string[] | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const certificate = socket.getPeerCertificate();
  const common: unknown = (certificate.subject as { CN?: unknown } | undefined)?.CN;
  // Node puts names with characters of its own notation in quotes: those match nothing here.
  const alternatives = (certificate.subjectaltname ?? '')
    .split(', ')
    .flatMap((entry) => /^DNS:([A-Za-z0-9_.:-]{1,64})$/.exec(entry)?.[1] ?? []);
  // Several common names are nobody's.
  return typeof common === 'string' ? [common, ...alternatives] : alternatives;
}

/** False for who showed a certificate that is not in order, where showing none would do. */
export function isWelcome(socket: Socket): boolean {
  if (!(socket instanceof TLSSocket) || socket.authorized) return true;
  return Object.keys(socket.getPeerCertificate()).length === 0;
}
