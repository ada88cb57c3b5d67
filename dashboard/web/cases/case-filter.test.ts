import { describe, expect, it } from 'vitest';
import type { Case } from '../../../domain/case.ts';
import { filtersOf, inOrder, isAskedFor, isFiltered } from './case-filter.ts';

const now = 1_800_000_000_000;
const toCase = (rest: Partial<Case>): Case =>
  ({
    id: 'c',
    number: '20270115-0001',
    title: '商铺冒烟',
    description: 'Noodle shop',
    step: 'accepted',
    level: 'street',
    path: ['site:s1', 'grid:g1'],
    category: 'fire',
    source: 'resident',
    severity: 2,
    overdueSince: null,
    assignee: 'li',
    dueAt: now + 60_000,
    reportedAt: now - 3_600_000,
    ...rest,
  }) as Case;

describe('the filters of the address', () => {
  it.each([
    ['', true],
    ['step=accepted&level=street&area=g1&category=fire&source=resident&mine=1&period=day', true],
    ['text=冒烟', true],
    ['text=NOODLE', true],
    ['text=0115-0001', true],
    ['text=flood', false],
    ['step=closed', false],
    ['level=district', false],
    ['area=g2', false],
    ['area=site', false],
    ['category=flood', false],
    ['source=camera', false],
    ['late=1', false],
    // What nobody knows asks nothing.
    ['step=nonsense&period=century', true],
  ])('%s finds the case: %s', (search, isFound) => {
    const filters = filtersOf(new URLSearchParams(search));
    expect(isAskedFor(toCase({}), filters, { me: 'li', now })).toBe(isFound);
  });

  it('tell mine from others, late from in time, lately from long ago', () => {
    const asked = (search: string, one: Case): boolean =>
      isAskedFor(one, filtersOf(new URLSearchParams(search)), { me: 'li', now });
    expect(asked('mine=1', toCase({ assignee: 'wang' }))).toBe(false);
    expect(asked('late=1', toCase({ overdueSince: now }))).toBe(true);
    expect(asked('period=day', toCase({ reportedAt: now - 86_400_001 }))).toBe(false);
    expect(isFiltered(new URLSearchParams('view=table&order=newest'))).toBe(false);
    expect(isFiltered(new URLSearchParams('view=table&late=1'))).toBe(true);
  });
});

describe('the order of cases', () => {
  const cases = [
    toCase({ id: 'none', dueAt: null, severity: 4, reportedAt: now - 1 }),
    toCase({ id: 'later', dueAt: now + 2, severity: 3, reportedAt: now - 2 }),
    toCase({ id: 'worse', dueAt: now + 1, severity: 1, reportedAt: now - 4 }),
    toCase({ id: 'soon', dueAt: now + 1, severity: 2, reportedAt: now - 3 }),
    toCase({ id: 'hold', dueAt: null, severity: 1, reportedAt: now - 5 }),
  ];
  it.each([
    ['due', ['worse', 'soon', 'later', 'hold', 'none']],
    ['severity', ['worse', 'hold', 'soon', 'later', 'none']],
    ['newest', ['none', 'later', 'soon', 'worse', 'hold']],
  ] as const)('%s', (order, ids) => {
    expect(inOrder(cases, order).map(({ id }) => id)).toEqual(ids);
  });
});
