import { expect, it } from 'vitest';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { anomalyPart } from './anomaly.ts';

describeUnless(whyNoRecordings(), 'the anomaly part on the files of the Numenta benchmark', () => {
  it('beats every simple detector of the same run by far, and chance', async () => {
    const { tables } = await anomalyPart.run({
      data: recordingPath(),
      rules: [],
      seed: 1,
      progress: () => undefined,
    });
    const rows = tables[0]?.rows ?? [];
    const scoreOf = (name: string) => Number(rows.find(([first]) => String(first).startsWith(name))?.[2]);
    const ours = scoreOf('deviation');
    expect(ours).toBeGreaterThan(60);
    for (const name of ['z-score of all', 'z-score, with', 'straight line, residual', 'straight line, with'])
      expect(scoreOf(name), name).toBeLessThan(ours - 10);
    expect(scoreOf('random')).toBeLessThan(10);
  }, 60_000);
});
