import { problemWords } from '../parts/problem-words.ts';
import type { Problem } from '../shell/http.ts';
import { t } from './phrases.ts';

const phrases = {
  'username-taken': 'usernameTaken',
  'last-administrator': 'lastAdministrator',
  'device-exists': 'deviceExists',
  'no-such-site': 'noSuchSite',
  'no-such-area': 'noSuchArea',
  'bad-parent': 'badParent',
  'foreign-area': 'foreignArea',
  'more-than-own': 'moreThanOwn',
} as const;

/** Why something of the fleet was not saved, and what to do. */
export function faultWords(problem: Problem): string {
  if (problem.code in phrases) return t(phrases[problem.code as keyof typeof phrases]);
  return problemWords(problem);
}
