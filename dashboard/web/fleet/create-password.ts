/** Without those that look alike: it is read out to somebody, or copied by hand. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 4;

/** A password to be told once: some 79 bits, in groups that can be read out. */
export function createPassword(): string {
  return Array.from({ length: groups }, group).join('-');
}

function letter(): string {
  // What lies beyond the last whole round would make the first letters likelier.
  const limit = 256 - (256 % letters.length);
  for (;;) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return letters.charAt(byte % letters.length);
  }
}

function group(): string {
  return Array.from({ length: groupLength }, letter).join('');
}
