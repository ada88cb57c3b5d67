import { describe, expect, it } from 'vitest';
import { createScreenViews } from './screen-views.ts';

const make = (changes: Partial<Parameters<typeof createScreenViews>[0]> = {}) =>
  createScreenViews({ viewsMax: 3, mergeMs: 300, ...changes });

describe('who has what open', () => {
  it('is told whole, in the order of opening, and only when it changed', () => {
    const views = make();
    expect(views.take(0)).toBeNull();
    views.put(1, 'alert:a', 'Wang');
    views.put(2, 'case:c', 'Li');
    views.put(1, 'alert:b', 'Wang');
    expect(views.take(0)).toEqual([
      { screen: 2, subject: 'case:c', name: 'Li' },
      { screen: 1, subject: 'alert:b', name: 'Wang' },
    ]);
    views.put(1, 'alert:b', 'Wang');
    expect(views.take(1_000)).toBeNull();
    views.put(1, null, 'Wang');
    expect(views.take(1_000)).toEqual([{ screen: 2, subject: 'case:c', name: 'Li' }]);
  });

  it('merges what changes quickly, and loses none of it', () => {
    const views = make();
    views.put(1, 'alert:a', 'Wang');
    expect(views.take(0)).toHaveLength(1);
    views.put(1, 'alert:b', 'Wang');
    expect(views.take(299)).toBeNull();
    views.put(1, 'alert:c', 'Wang');
    expect(views.take(300)).toMatchObject([{ subject: 'alert:c' }]);
  });

  it('forgets a screen that is gone, and is told again to who comes', () => {
    const views = make();
    views.put(1, 'alert:a', 'Wang');
    views.take(0);
    views.forget(2);
    expect(views.take(1_000)).toBeNull();
    views.forget(1);
    expect(views.take(1_000)).toEqual([]);
    views.tellAgain();
    expect(views.take(2_000)).toEqual([]);
  });

  it('tells the newest of too many', () => {
    const views = make({ viewsMax: 2 });
    for (const screen of [1, 2, 3]) views.put(screen, 'alert:a', `p${screen}`);
    expect(views.take(0)?.map(({ name }) => name)).toEqual(['p2', 'p3']);
  });
});
