import { expect, it, onTestFinished } from 'vitest';
import { fuzz, heapGrowthMax_MiB } from './fuzz.ts';
import { createHttpTarget } from './http-target.ts';
import { createLiveTarget } from './live-target.ts';
import { createMqttTarget } from './mqtt-target.ts';
import { createPayloadTarget } from './payload-target.ts';

/** The short form; `npm run fuzz` is the long one. */
it.each([
  ['payloads', async () => createPayloadTarget(), 16_000],
  ['MQTT streams', createMqttTarget, 2_500],
  ['HTTP requests', createHttpTarget, 1_500],
  ['WebSocket messages', createLiveTarget, 1_500],
])('%s with something wrong in them crash, hang and leave behind nothing', async (_name, create, count) => {
  const target = await create();
  onTestFinished(() => target.stop());
  const result = await fuzz(target, { count, seed: 7, witnessEvery: 500 });
  expect(result.failures).toEqual([]);
  expect(result.cases).toBe(count);
  expect(result.heap_MiB[1] - result.heap_MiB[0]).toBeLessThan(heapGrowthMax_MiB);
});

it('a target that throws, rejects or grows is told of, with the number of the case', async () => {
  const kept: number[][] = [];
  const target = {
    name: 'broken',
    atOnce: 2,
    async run() {
      kept.push(Array.from({ length: 200_000 }, (_, index) => index + kept.length));
      if (kept.length === 30) throw new Error('the thirtieth');
    },
    async witness() {
      if (kept.length > 60) throw new Error('nobody hears');
    },
    async stop() {},
  };
  const { failures } = await fuzz(target, { count: 90, seed: 1, witnessEvery: 30 });
  expect(failures).toHaveLength(3);
  expect(failures[0]).toMatch(/^case 29: Error: the thirtieth/);
  expect(failures[1]).toMatch(/^the witness after case 89: Error: nobody hears/);
  expect(failures[2]).toMatch(/^the heap grew from/);
});
