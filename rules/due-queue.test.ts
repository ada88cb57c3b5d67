import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDueQueue } from './due-queue.ts';

it('gives what is due in the order of time, ties by their order', () => {
  const waiting = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1000 })));
  fc.assert(
    fc.property(waiting, fc.integer({ min: 0, max: 20 }), (pairs, now) => {
      const queue = createDueQueue<null>();
      for (const [at, order] of pairs) queue.push({ at, order, item: null });
      const popped: [number, number][] = [];
      for (let next = queue.popDue(now); next !== undefined; next = queue.popDue(now)) {
        popped.push([next.at, next.order]);
      }
      const expected = pairs.filter(([at]) => at <= now).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(popped).toEqual(expected);
      expect(queue.size()).toBe(pairs.length - expected.length);
    }),
  );
});
