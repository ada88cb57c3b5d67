import type { DashboardPlans } from './plan-dependencies.ts';

/** For tests that are not about plans: there are none. */
export function noPlans(): DashboardPlans {
  return {
    view: () => ({ head: { setId: 'none', at: 0, by: 'files', comment: null }, plans: [], places: [] }),
    files: () => [],
    history: async () => [],
    check: () => [],
    put: async () => ({ outcome: 'refused', setId: 'none', reason: null, errors: [] }),
    fitting: () => null,
    running: () => [],
    act: async () => ({ outcome: 'unknown', reason: null, run: null }),
    runs: async () => [],
    map: async () => null,
    timeZone: () => 'Asia/Shanghai',
  };
}
