import type { Random } from '../../simulators/random.ts';

/** Values that programs trip over: ends of ranges, digits, quotes, what is no UTF-8. */
const nastyBytes = [0x00, 0x01, 0x0a, 0x0d, 0x22, 0x2f, 0x5c, 0x7f, 0x80, 0xc0, 0xed, 0xf4, 0xff];
const nastyWords = [
  '1e309',
  '-1e309',
  '9007199254740993',
  '-0',
  '1e-400',
  'null',
  '{}',
  '[]',
  '[[[[[[[[',
  '"__proto__"',
  '"constructor"',
  '\\u0000',
  '\\ud800',
  '\u{1f525}',
  '\ufeff',
  '%00',
  '%2e%2e%2f',
  '../',
  '$SYS/#',
  '; drop table',
  'é'.repeat(40),
];

/** Changes bytes a few times over: flips, cuts, repeats, splices with another, lies in lengths, nasty values. */
export function mutate(original: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const times = 1 + Math.floor(random.exponential(1.5));
  for (let time = 0; time < times; time += 1) bytes = mutateOnce(bytes, random, others);
  return bytes;
}

function mutateOnce(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const at = random.integer(0, Math.max(bytes.length - 1, 0));
  const end = random.integer(at, Math.min(bytes.length, at + 40));
  switch (random.integer(0, 9)) {
    case 0: // a bit
      return change(bytes, at, (byte) => byte ^ (1 << random.integer(0, 7)));
    case 1: // a nasty byte
      return change(bytes, at, () => pick(nastyBytes, random));
    case 2: // any byte
      return change(bytes, at, () => random.integer(0, 255));
    case 3: // a length that is a little or much off
      return change(bytes, Math.min(random.integer(0, 12), at), (byte) => byte + random.integer(-3, 3));
    case 4: // truncated
      return bytes.subarray(0, at);
    case 5: // a part is missing
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 6: // a part comes again, perhaps many times
      return Buffer.concat([
        bytes.subarray(0, end),
        ...Array.from({ length: random.integer(1, random.chance(0.02) ? 400 : 4) }, () =>
          bytes.subarray(at, end),
        ),
        bytes.subarray(end),
      ]);
    case 7: {
      // the beginning of this, the end of another
      const other = pick(others, random);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.integer(0, other.length))]);
    }
    case 8: // something between
      return insert(bytes, at, Buffer.from(pick(nastyWords, random)));
    default: // noise between
      return insert(
        bytes,
        at,
        Buffer.from(Array.from({ length: random.integer(1, 16) }, () => random.integer(0, 255))),
      );
  }
}

function change(bytes: Buffer, at: number, to: (byte: number) => number): Buffer {
  if (at < bytes.length) bytes[at] = to(bytes[at] as number) & 0xff;
  return bytes;
}

function insert(bytes: Buffer, at: number, what: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);
}

export function pick<T>(from: readonly T[], random: Random): T {
  return from[random.integer(0, from.length - 1)] as T;
}

/** Cuts bytes into a few pieces, as a network might. */
export function cut(bytes: Buffer, random: Random): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  const size = pick([1, 7, 50, 1_400, 100_000], random);
  while (at < bytes.length && pieces.length < 40) {
    const end = at + random.integer(1, size);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  if (at < bytes.length) pieces.push(bytes.subarray(at));
  return pieces;
}
