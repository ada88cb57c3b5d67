import type { FaultLine } from './fault-places.ts';
import { t } from './phrases.ts';

const codes = [
  'empty',
  'bad-utf8',
  'bad-json',
  'too-many-readings',
  'not-an-object',
  'no-values',
  'bad-value',
  'bad-time',
  'bad-seq',
  'extra-not-kept',
] as const;
type Code = (typeof codes)[number];

function isKnown(code: string): code is Code {
  return (codes as readonly string[]).includes(code);
}

/** What a code means, for people; a code that is not known is said as it is. */
export function codeWords(code: string): string {
  return isKnown(code) ? t(`code-${code}`) : `${t('code-other')} (${code})`;
}

/** One thing that was wrong, with the field that it is about. */
export function faultWords({ code, name }: FaultLine): string {
  if (name !== null && (code === 'bad-value' || code === 'extra-not-kept'))
    return t(`name-${code}`, { name });
  return codeWords(code);
}

/** What whoever mends the device should do. */
export function adviceWords(code: string): string {
  return isKnown(code) ? t(`do-${code}`) : t('do-other');
}
