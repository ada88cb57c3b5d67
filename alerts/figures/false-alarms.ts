import type { Finding } from '../../domain/alert.ts';

/**
 * What a finding says of the detector. A test and a drill are set off on purpose: they are neither a danger nor
 * the detector's mistake, and would make a well-tested detector look bad (or good). A device's own fault is its
 * mistake like cooking or steam: nobody was in danger and people came.
 */
export const findingCounts: Readonly<Record<Finding, 'real' | 'false' | 'neither'>> = {
  real: 'real',
  cooking: 'false',
  steam: 'false',
  dust: 'false',
  insects: 'false',
  deviceFault: 'false',
  test: 'neither',
  drill: 'neither',
};

/** How many of some findings count as real and as false. */
export function countFindings(findings: Readonly<Partial<Record<Finding, number>>>): {
  readonly real: number;
  readonly false: number;
} {
  const counts = { real: 0, false: 0, neither: 0 };
  for (const [finding, count] of Object.entries(findings)) counts[findingCounts[finding as Finding]] += count;
  return { real: counts.real, false: counts.false };
}
