import { expect, it } from 'vitest';
import { createNewlyTold } from './newly-told.ts';

const at = (deviceId: string, receivedAt: number) => ({ deviceId, receivedAt });

it('measures what comes while somebody looks, not what was there, nor what is told again', () => {
  const told = createNewlyTold();
  expect(told.take([at('a', 1_000), at('b', 900)])).toEqual([]);
  expect(told.take([at('a', 2_000), at('b', 900)])).toEqual([at('a', 2_000)]);
  expect(told.take([at('a', 2_000)])).toEqual([]);
  expect(told.take([at('b', 2_100), at('c', 2_100)])).toEqual([at('b', 2_100)]);
  told.forget();
  expect(told.take([at('a', 3_000)])).toEqual([]);
});
