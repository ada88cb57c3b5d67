import type { Finding } from '../../../domain/alert.ts';
import { isRole } from '../../../domain/roles.ts';
import { findingPhrases } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import type { Confirmation } from '../shell/confirmations.ts';
import { say, t as common } from '../shell/language.ts';
import { t as shell } from '../shell/phrases.ts';
import { alertPath, devicePath } from '../shell/router.ts';
import { t } from './phrases.ts';

/** What it is about, with the way there. */
export function Subject({ one: { act, subject, about } }: { one: Confirmation }) {
  const words = about === null ? (subject ?? '') : say(about);
  if (subject === null || words === '') return <>{words}</>;
  if (act === 'shelve-critical' || act === 'close-critical-as-false') {
    return <a href={alertPath(subject)}>{words}</a>;
  }
  if (act === 'take-out-of-service' || act === 'disable-device') {
    return <a href={devicePath(subject)}>{about === null ? words : `${words} (${subject})`}</a>;
  }
  return <>{about === null ? words : `${words} (${subject})`}</>;
}

const told = [
  'workOrder',
  'reason',
  'until',
  'finding',
  'username',
  'name',
  'role',
  'areas',
  'disabled',
  'siteId',
  'devices',
  'comment',
] as const;

/** What was said when it was asked for. */
export function DetailFacts({ one: { detail } }: { one: Confirmation }) {
  const facts = told.filter((name) => detail[name] !== undefined && detail[name] !== '');
  if (facts.length === 0) return null;
  return (
    <dl class="access-facts">
      {facts.map((name) => (
        <div key={name}>
          <dt>{t(`detail-${name}`)}</dt>
          <dd>{valueWords(name, detail[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function valueWords(name: (typeof told)[number], value: unknown): string {
  if (name === 'until')
    return typeof value === 'number' ? formatMoment(value, clock.value) : t('untilPutBack');
  if (name === 'devices') return t('cut');
  if (name === 'finding' && typeof value === 'string' && value in findingPhrases) {
    return common(findingPhrases[value as Finding]);
  }
  if (name === 'role' && typeof value === 'string' && isRole(value)) return shell(value);
  if (name === 'areas' && Array.isArray(value)) return value.length === 0 ? t('everywhere') : value.join(' ');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (value === null) return t('none');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
