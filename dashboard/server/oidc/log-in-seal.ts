import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A log-in that is under way at the provider. */
export interface LogInUnderWay {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page of ours to go on with. */
  readonly returnTo: string;
  readonly seat: string | null;
}

export interface LogInSeal {
  /** The cookie's value. */
  close(logIn: LogInUnderWay, now: number): string;
  /**
   * Null where we did not make it, it is of another log-in than `state`, too old, or has been opened before. What
   * somebody else's link brings here ends no log-in that is under way.
   */
  open(value: string | undefined, state: string | null, now: number): LogInUnderWay | null;
}

interface Sealed extends LogInUnderWay {
  readonly until: number;
}

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Longer than any that we make. */
const valueLengthMax = 4_096;

/**
 * What is to be known of a log-in under way lies in the cookie of the browser in which it began, sealed with a key of
 * this process. So it belongs to that browser, costs no memory here however many are begun, and nobody can push
 * another's out. Those that came back are remembered until they would have ended, the latest `spentMax` of them.
 */
export function createLogInSeal({
  keptMs,
  spentMax,
}: {
  readonly keptMs: number;
  readonly spentMax: number;
}): LogInSeal {
  const key = randomBytes(32);
  const spent = new Map<string, number>();

  /** False: it was spent before. */
  function spend({ state, until }: Sealed, now: number): boolean {
    for (const [other, end] of spent) {
      if (end > now && spent.size < spentMax) break;
      spent.delete(other);
    }
    if (spent.has(state)) return false;
    spent.set(state, until);
    return true;
  }

  return {
    close(logIn, now) {
      const iv = randomBytes(ivBytes);
      const sealing = createCipheriv(cipher, key, iv);
      const text = JSON.stringify({ ...logIn, until: now + keptMs } satisfies Sealed);
      const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
      return Buffer.concat([iv, sealing.getAuthTag(), body]).toString('base64url');
    },
    open(value, state, now) {
      if (value === undefined || value.length > valueLengthMax) return null;
      const bytes = Buffer.from(value, 'base64url');
      if (bytes.length <= ivBytes + tagBytes) return null;
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes));
      opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      let text: string;
      try {
        const body = bytes.subarray(ivBytes + tagBytes);
        text = Buffer.concat([opening.update(body), opening.final()]).toString('utf8');
      } catch {
        return null;
      }
      const { until, ...logIn } = JSON.parse(text) as Sealed;
      if (logIn.state !== state || until <= now || !spend({ ...logIn, until }, now)) return null;
      return logIn;
    },
  };
}

/** Over https it has the prefix by which browsers take it from this very host only, as the session's. */
export function logInCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-negative_one_log_in' : 'negative_one_log_in';
}
