/**
 * Whether it is the address of a page of ours, and can be nothing else: no other host however browsers read it, and
 * nothing of the interface, where an address can do something.
 */
export function isOwnPath(path: string): boolean {
  if (!/^\/(?![/\\])[\x21-\x7e]*$/u.test(path) || path.includes('\\')) return false;
  const base = 'http://own.invalid';
  if (!URL.canParse(path, base)) return false;
  const { origin, pathname } = new URL(path, base);
  return origin === base && !pathname.startsWith('//') && !/^\/(api|c)(\/|$)/u.test(pathname);
}
