import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What is kept of a device's secret. */
export interface SecretHash {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/**
 * Makes a device's secret: 32 random bytes as base64url. Only salt and HMAC-SHA-256 are kept. A slow hash
 * protects passwords that people choose, because those can be guessed; these have 256 bits of entropy,
 * and thousands of devices come back at once after a power cut.
 */
export function createSecret(): { readonly secret: string; readonly kept: SecretHash } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, kept: hideSecret(secret) };
}

/** What is kept of a secret, under a salt of its own. */
export function hideSecret(secret: string): SecretHash {
  const salt = randomBytes(16);
  return { salt, hash: hashSecret(Buffer.from(secret), salt) };
}

/** Compares in constant time. */
export function matchesSecret(password: Uint8Array, { salt, hash }: SecretHash): boolean {
  const given = hashSecret(password, salt);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

function hashSecret(secret: Uint8Array, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(secret).digest();
}

/** Whether something is this key, in a time that says nothing about it; nothing is a key that is not there. */
export function isKey(key: string | null): (given: Uint8Array) => boolean {
  const expected = key === null ? null : digest(Buffer.from(key));
  return (given) => expected !== null && timingSafeEqual(digest(given), expected);
}

/** Of one length, so that comparing says nothing about the key's. */
function digest(text: Uint8Array): Buffer {
  return createHash('sha256').update(text).digest();
}
