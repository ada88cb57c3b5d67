import { expect, it } from 'vitest';
import type { CanaryBeat } from '../../../domain/canary.ts';
import { createCanaryWatch } from './canary-watch.ts';

const beat: CanaryBeat = {
  state: 'proven',
  everyMs: 10_000,
  provenAt: 500,
  p50_ms: 20,
  p99_ms: 60,
  count: 30,
  missed: 0,
};

it('believes the service that alarms arrive only while they arrive here', () => {
  const watch = createCanaryWatch();
  watch.renew(0);
  expect(watch.view(0)).toBeNull();
  watch.told(beat);
  watch.heard(4_000);
  expect(watch.view(39_000)).toMatchObject({ state: 'proven', p50_ms: 20, p99_ms: 60 });
  expect(watch.view(39_001)).toMatchObject({ state: 'unproven', provenAt: 4_000, isHere: true });
  watch.heard(40_000);
  expect(watch.view(40_000)).toMatchObject({ state: 'proven', isHere: false });
});

it('believes the service that they do not arrive', () => {
  const watch = createCanaryWatch();
  watch.renew(0);
  watch.told({ ...beat, state: 'unproven' });
  watch.heard(1_000);
  expect(watch.view(1_000)).toMatchObject({ state: 'unproven', provenAt: 500, isHere: false });
});

it('says nothing where the canary is off, and gives a line that came back its time', () => {
  const watch = createCanaryWatch();
  watch.told(beat);
  watch.renew(100_000);
  expect(watch.view(134_000)).toMatchObject({ state: 'proven' });
  watch.told(null);
  expect(watch.view(1_000_000)).toBeNull();
});
