import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Certificate } from './broker/listeners.ts';
import type { Config } from './config.ts';

/** How it is with the certificate that devices are shown. */
export type CertificateState =
  | { readonly state: 'good' }
  /** Its end is near or past, ms. */
  | { readonly state: 'ending' | 'ended'; readonly endsAt: number }
  /** What its files hold now is not usable: the former is shown on. */
  | { readonly state: 'unusable'; readonly why: string };

const dayMs = 24 * 3_600_000;
/** Whoever renews by a program does it a month before the end; this is when that has failed. */
const endingDays = 14;
const lookEveryMs = 60_000;

/** The PEM texts that the settings name; null without TLS. Throws where a file cannot be read. */
export function readCertificate(config: Config): Certificate | null {
  const { MQTTS_PORT, TLS_CERT, TLS_KEY, TLS_CA, TLS_CRL } = config;
  if (MQTTS_PORT === undefined || TLS_CERT === undefined || TLS_KEY === undefined) return null;
  return {
    cert: readFileSync(TLS_CERT),
    key: readFileSync(TLS_KEY),
    ...(TLS_CA === undefined ? {} : { ca: readFileSync(TLS_CA) }),
    ...(TLS_CRL === undefined ? {} : { crl: readFileSync(TLS_CRL) }),
    isCertificateOptional: config.TLS_CLIENT_AUTH === 'either',
  };
}

/**
 * Looks at the files once a minute, so that neither a new certificate nor a longer list of those taken back needs a
 * restart; and tells before the certificate ends, when no device could connect any more. Returns what ends it.
 */
export function watchCertificate(options: {
  /** Reads the files as they are now. */
  readonly read: () => Certificate | null;
  /** Takes them over; throws where they cannot be used. */
  readonly renew: (certificate: Certificate) => void;
  readonly told: (state: CertificateState) => void;
  readonly log: Logger;
  readonly now?: () => number;
  readonly everyMs?: number;
}): () => Promise<void> {
  const { read, renew, told, log, now = Date.now, everyMs = lookEveryMs } = options;
  let inUse = read();
  if (inUse === null) return async () => {};
  let unusable = '';

  function look(): void {
    try {
      const present = read();
      if (present !== null && inUse !== null && !isSame(present, inUse)) {
        renew(present);
        inUse = present;
        log.info(
          { event: 'certificate-renewed' },
          'the broker shows another certificate, or asks by another one',
        );
      }
      unusable = '';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== unusable) log.error({ err: error }, 'the files of the certificate cannot be used');
      unusable = why;
    }
    if (unusable !== '') told({ state: 'unusable', why: unusable });
    else if (inUse !== null) told(stateOf(inUse, now()));
  }

  look();
  const timer = setInterval(look, everyMs);
  return async () => clearInterval(timer);
}

function stateOf({ cert }: Certificate, now: number): CertificateState {
  const endsAt = new X509Certificate(cert).validToDate.getTime();
  if (endsAt <= now) return { state: 'ended', endsAt };
  return endsAt - now < endingDays * dayMs ? { state: 'ending', endsAt } : { state: 'good' };
}

function isSame(a: Certificate, b: Certificate): boolean {
  return (['cert', 'key', 'ca', 'crl'] as const).every((name) => String(a[name]) === String(b[name]));
}
