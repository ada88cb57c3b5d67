import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { groundFaultPart } from './ground-fault.ts';

describeUnless(whyNoRecordings(), 'labelled windows of ground faults', () => {
  it('are told apart by thresholds that were fitted on others', async () => {
    const { wanted, tables } = await groundFaultPart.run({
      data: dirname(recordingPath('sgah_ground_faults')),
      rules: [],
      seed: 1,
      progress() {},
    });
    expect(wanted.map(({ reached }) => reached)).toEqual([true]);
    const [, , crossValidated] = tables;
    const counts = crossValidated?.rows.flatMap((row) => row.slice(1, 6).map(Number)) ?? [];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
      tables[0]?.rows.reduce((sum, row) => sum + Number(row[1]), 0),
    );
  });
});
