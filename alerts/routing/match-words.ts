import type { AlertMatch, Route } from '../../domain/desk-settings.ts';
import { kinds } from '../../domain/kinds.ts';
import { severities } from '../../domain/severity.ts';
import type { Text } from '../../domain/text.ts';

/** Why a route was taken, in words, from the top down: `fire (Smoke detector; Critical or Major) → …`. */
export function toMatchWords(via: readonly Route[]): Text {
  const parts = via.map(({ id, match }) => {
    const asked = wordsOf(match);
    return {
      zh: `${id}（${asked.map(({ zh }) => zh).join('；') || '任何告警'}）`,
      en: `${id} (${asked.map(({ en }) => en).join('; ') || 'any alert'})`,
    };
  });
  return { zh: parts.map(({ zh }) => zh).join(' → '), en: parts.map(({ en }) => en).join(' → ') };
}

function wordsOf(match: AlertMatch): readonly Text[] {
  const { areas, sites, rules, isForecast, hours } = match;
  const words: Text[] = [];
  const add = (entries: readonly Text[], name: Text): void => {
    if (entries.length === 0) return;
    words.push({
      zh: `${name.zh}${entries.map(({ zh }) => zh).join('、')}`,
      en: `${name.en}${entries.map(({ en }) => en).join(' or ')}`,
    });
  };
  add(areas.map(same), { zh: '区域 ', en: 'area ' });
  add(sites.map(same), { zh: '场所 ', en: 'site ' });
  add(
    match.kinds.map((kind) => kinds[kind].label),
    { zh: '', en: '' },
  );
  add(
    severities.filter(({ level }) => match.severities.includes(level)).map(({ label }) => label),
    { zh: '', en: '' },
  );
  add(rules.map(same), { zh: '规则 ', en: 'rule ' });
  if (isForecast !== null) {
    words.push(isForecast ? { zh: '预警', en: 'early warning' } : { zh: '已发生', en: 'has happened' });
  }
  if (hours !== null) {
    const days = hours.days.length === 0 ? '' : hours.days.join(', ');
    words.push({
      zh: `${hours.from}–${hours.to}${days === '' ? '' : `，星期 ${days}`}`,
      en: `${hours.from} to ${hours.to}${days === '' ? '' : `, days ${days}`}`,
    });
  }
  return words;
}

function same(word: string): Text {
  return { zh: word, en: word };
}
