import type { CaseCategory, CaseStep } from '../../../domain/case.ts';
import { formatAge } from '../parts/format.ts';
import { language, say } from '../shell/language.ts';
import type { Act } from './act.ts';
import { t } from './phrases.ts';
import type { Located } from './position.ts';

/** Tasks, acts and faults in words. */

type Phrase = Parameters<typeof t>[0];

const steps: Readonly<Partial<Record<CaseStep, Phrase>>> = {
  dispatched: 'stepDispatched',
  taken: 'stepTaken',
  arrived: 'stepArrived',
  handled: 'stepHandled',
  accepted: 'stepAccepted',
};

export function stepWords(step: CaseStep): string {
  const phrase = steps[step];
  return phrase === undefined ? step : t(phrase);
}

export const categoryPhrases: Readonly<Record<CaseCategory, Phrase>> = {
  fire: 'categoryFire',
  electrical: 'categoryElectrical',
  flood: 'categoryFlood',
  fireLane: 'categoryFireLane',
  charging: 'categoryCharging',
  elevator: 'categoryElevator',
  thrownObject: 'categoryThrownObject',
  slope: 'categorySlope',
  person: 'categoryPerson',
  facility: 'categoryFacility',
  environment: 'categoryEnvironment',
  order: 'categoryOrder',
  other: 'categoryOther',
};

const acts = {
  take: 'actTake',
  arrive: 'actArrive',
  handle: 'actHandle',
  comment: 'actComment',
  sendBack: 'actSendBack',
} as const satisfies Record<string, Phrase>;

export function actWords({ content }: Pick<Act, 'content'>): string {
  return t(content.type === 'report' ? 'actReport' : acts[content.action]);
}

/** Why the centre did not take it, and what to do about it. */
export function faultWords({ fault }: Pick<Act, 'fault'>): string {
  if (fault === null) return '';
  if (fault.code === 'rests-on-refused') return t('whyRests');
  if (fault.code === 'stale') return t('whyStale');
  if (fault.code === 'pictures-full') return t('whyFull');
  if (fault.code === 'not-allowed') return t('whyNotAllowed');
  return fault.reason === null ? t('whyOther', { code: fault.code }) : say(fault.reason);
}

/** `剩 12 分 05 秒`, or how late it is. */
export function dueWords(dueAt: number, now: number): string {
  const left = dueAt - now;
  return t(left >= 0 ? 'dueIn' : 'lateBy', { age: formatAge(Math.abs(left), language.value) });
}

/** `85 m`, `1.2 km`. */
export function distanceWords(distance_m: number): string {
  if (distance_m < 1_000) return `${Math.round(distance_m / 5) * 5} m`;
  return `${(distance_m / 1_000).toFixed(distance_m < 10_000 ? 1 : 0)} km`;
}

export function whyNoPosition({ why }: Extract<Located, { readonly position: null }>): string {
  const phrases = {
    denied: 'whyDenied',
    unavailable: 'whyUnavailable',
    late: 'whyLate',
    insecure: 'whyInsecure',
  } as const;
  return t(phrases[why]);
}
