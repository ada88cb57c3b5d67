import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

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
  const salt = randomBytes(16);
  return { secret, kept: { salt, hash: hashSecret(Buffer.from(secret), salt) } };
}

/** Compares in constant time. */
export function matchesSecret(password: Uint8Array, { salt, hash }: SecretHash): boolean {
  const given = hashSecret(password, salt);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

function hashSecret(secret: Uint8Array, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(secret).digest();
}
