import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Links by which a recipient without an account says that a message was read: `PUBLIC_URL/c/<token>`. A token
 * is the delivery's id and a signature over it; nothing needs to be stored, and none can be made up.
 */
export interface ConfirmLinks {
  start(): Promise<void>;
  /** Null without a public address: nobody outside could open it. */
  urlOf(deliveryId: string): string | null;
  /** The delivery of a token; null when it is none of ours. Compares in constant time. */
  read(token: string): string | null;
}

const keyBytes = 32;
/** 96 bits, as text: nobody guesses them over HTTP, and the link stays short enough for an SMS. */
const signatureLength = 16;

export function createConfirmLinks(options: {
  /** Where the key lies; made when missing. */
  readonly directory: string;
  readonly publicUrl: string | null;
}): ConfirmLinks {
  const { directory, publicUrl } = options;
  let key: Buffer = Buffer.alloc(0);

  function sign(deliveryId: string): string {
    return createHmac('sha256', key).update(deliveryId).digest('base64url').slice(0, signatureLength);
  }

  return {
    async start() {
      key = await readOrMakeKey(directory);
    },
    urlOf: (deliveryId) =>
      publicUrl === null ? null : `${publicUrl.replace(/\/+$/u, '')}/c/${deliveryId}${sign(deliveryId)}`,
    read(token) {
      const deliveryId = token.slice(0, -signatureLength);
      const given = Buffer.from(token.slice(-signatureLength));
      const right = Buffer.from(sign(deliveryId));
      return given.length === right.length && timingSafeEqual(given, right) ? deliveryId : null;
    },
  };
}

/** One that was torn by a crash is made anew: with less of it, links could be forged. */
async function readOrMakeKey(directory: string): Promise<Buffer> {
  const path = join(directory, 'confirm-key');
  const known = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`cannot read ${path}`, { cause: error });
  });
  if (known?.length === keyBytes) return known;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = randomBytes(keyBytes);
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  return key;
}
