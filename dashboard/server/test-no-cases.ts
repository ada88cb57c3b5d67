import type { DashboardCases } from './dependencies.ts';

/** No cases at all; their own tests hand in the real fold. */
export function noCases(): DashboardCases {
  return {
    open: () => [],
    find: async () => null,
    history: async () => [],
    search: async () => ({ cases: [], nextCursor: null }),
    act: async () => ({ outcome: 'unknown', reason: null, case: null, isNew: false }),
    deadlines: () => [],
    track: async () => {},
    readTrack: async () => null,
    trackPointsMax: 1,
  };
}
