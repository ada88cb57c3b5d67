import { describe, expect, it } from 'vitest';
import { testAlert } from '../alerts/test-alert.ts';
import { indexAreas } from './areas.ts';
import { chooseAlerts, isFiltering, readFilters } from './desk-filters.ts';

const areas = indexAreas([
  { code: 'c', level: 'community', parentCode: null, nameZh: '社区', nameEn: 'C' },
  { code: 'b', level: 'building', parentCode: 'c', nameZh: '楼', nameEn: 'B' },
  { code: 'd', level: 'building', parentCode: null, nameZh: '别处', nameEn: 'D' },
]);
const name = { zh: '南片', en: 'South' };
const seats = [{ id: 'south', name, areas: ['c'], kinds: ['smoke' as const] }];
const context = { areas, seats, username: 'li' };

const fire = testAlert({ id: 'fire', severity: 1, areaCode: 'b', place: { zh: '厨房', en: 'Kitchen' } });
const seen = testAlert({ id: 'seen', severity: 2, areaCode: 'd', operator: 'acknowledged', assignee: 'li' });
const over = testAlert({ id: 'over', severity: 4, kind: 'water', condition: 'normal', assignee: 'wang' });
const shelved = testAlert({ id: 'shelved', severity: 3, suppression: 'shelved' });
const mutedFire = testAlert({ id: 'muted-fire', severity: 1, suppression: 'outOfService', areaCode: 'd' });
const all = [fire, seen, over, shelved, mutedFire];

describe('what the address says', () => {
  it.each([
    ['', ['fire', 'seen', 'over', 'muted-fire']],
    ['severity=2,4', ['seen', 'over']],
    ['kind=water', ['over']],
    ['state=unacknowledged', ['fire', 'over', 'muted-fire']],
    ['state=returned', ['over']],
    ['state=muted', ['shelved', 'muted-fire']],
    ['area=c', ['fire']],
    ['owner=mine', ['seen']],
    ['owner=assigned', ['seen', 'over']],
    ['owner=nobody', ['fire', 'muted-fire']],
    ['seat=south', ['fire']],
    ['seat=gone', ['fire', 'seen', 'over', 'muted-fire']],
    ['q=KITCHEN', ['fire']],
    ['q=厨房&severity=2', []],
    ['severity=9&state=nonsense&kind=boat', ['fire', 'seen', 'over', 'muted-fire']],
  ])('%j shows %j', (query, ids) => {
    const { shown } = chooseAlerts(all, readFilters(new URLSearchParams(query)), context);
    expect(shown.map(({ id }) => id)).toEqual(ids);
  });
});

it('says what it hides, and how much of that is critical and waits', () => {
  const filters = readFilters(new URLSearchParams('owner=mine'));
  expect(chooseAlerts(all, filters, context)).toMatchObject({ hidden: 4, hiddenCritical: 2, muted: 0 });
  const none = readFilters(new URLSearchParams());
  expect(chooseAlerts(all, none, context)).toMatchObject({ hidden: 0, hiddenCritical: 0, muted: 1 });
  expect([isFiltering(filters), isFiltering(none)]).toEqual([true, false]);
});
