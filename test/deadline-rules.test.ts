import { expect, it } from 'vitest';
import { deadlineRules } from '../alerts/deadlines/due-notices.ts';
import { loadRules } from '../rules/load-rules.ts';

it('no shipped rule has the name of a deadline: their alerts would become one', async () => {
  const { rules } = await loadRules(new URL('../rules/defaults', import.meta.url).pathname);
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter(({ id }) => deadlineRules.some((name) => name === id))).toEqual([]);
});
