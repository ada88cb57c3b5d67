import { generateKeyPairSync, sign } from 'node:crypto';

/** PEM texts. */
export interface TestCertificate {
  readonly name: string;
  readonly serial: number;
  readonly cert: string;
  readonly key: string;
}

const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
const dayMs = 24 * 3_600_000;

/**
 * For tests: a certificate and its key. Without an issuer it is its own authority, for the address 127.0.0.1;
 * with one, it is a device's, with DNS names beside its common name where they are given.
 */
export function createTestCertificate(
  options: {
    readonly name?: string;
    readonly dnsNames?: readonly string[];
    readonly serial?: number;
    readonly issuer?: TestCertificate;
    /** A day from now unless told otherwise, ms. */
    readonly endsAt?: number;
  } = {},
): TestCertificate {
  const { name = '127.0.0.1', dnsNames = [], serial = 1, issuer, endsAt = Date.now() + dayMs } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const validity = sequence(utcTime(Date.now() - 2 * dayMs), utcTime(endsAt));
  const isTrue = element(0x01, Buffer.from([0xff]));
  const alternatives = [
    ...(issuer === undefined ? [element(0x87, Buffer.from([127, 0, 0, 1]))] : []),
    ...dnsNames.map((one) => element(0x82, Buffer.from(one))),
  ];
  const extensions = sequence(
    // basic constraints: an authority or not
    sequence(
      oid(0x55, 0x1d, 0x13),
      isTrue,
      element(0x04, issuer === undefined ? sequence(isTrue) : sequence()),
    ),
    ...(alternatives.length === 0
      ? []
      : [sequence(oid(0x55, 0x1d, 0x11), element(0x04, sequence(...alternatives)))]), // subject alternative names
  );
  // RFC 5280, section 4.1
  const content = sequence(
    element(0xa0, integer(2)), // version 3
    integer(serial),
    algorithm,
    commonName(issuer?.name ?? name),
    validity,
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, extensions),
  );
  return { name, serial, cert: toSignedPem('CERTIFICATE', content, issuer?.key ?? key), key };
}

/** For tests: the authority takes these certificates back; PEM. RFC 5280, section 5.1. */
export function createTestRevocations(issuer: TestCertificate, revoked: readonly TestCertificate[]): string {
  const content = sequence(
    integer(1), // version 2
    algorithm,
    commonName(issuer.name),
    utcTime(Date.now() - dayMs),
    utcTime(Date.now() + dayMs),
    ...(revoked.length === 0
      ? []
      : [sequence(...revoked.map(({ serial }) => sequence(integer(serial), utcTime(Date.now() - dayMs))))]),
  );
  return toSignedPem('X509 CRL', content, issuer.key);
}

function toSignedPem(label: string, content: Buffer, key: string): string {
  const signature = element(0x03, Buffer.from([0]), sign('sha256', content, key));
  const lines =
    sequence(content, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function commonName(name: string): Buffer {
  return sequence(element(0x31, sequence(oid(0x55, 0x04, 0x03), element(0x0c, Buffer.from(name)))));
}

/** One DER element: tag, length, content. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  const header = [tag, ...size];
  return Buffer.concat([Buffer.from(header), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return element(0x30, ...contents);
}

/** Up to 127. */
function integer(value: number): Buffer {
  return element(0x02, Buffer.from([value]));
}

function oid(...bytes: readonly number[]): Buffer {
  return element(0x06, Buffer.from(bytes));
}

function utcTime(timeMs: number): Buffer {
  const text = new Date(timeMs).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${text}Z`));
}
