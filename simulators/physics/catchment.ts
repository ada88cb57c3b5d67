/**
 * Runoff of a paved catchment: rain goes through two linear reservoirs one behind the other (Nash's cascade, a
 * unit hydrograph), so that the street fills minutes after the rain and goes on filling when it has stopped.
 */
export interface Catchment {
  /** Moves on and returns the runoff in mm/h over the catchment, the mean of the step. */
  step(dt_s: number, rain_mm_h: number): number;
  /** Water on its way, mm over the catchment. */
  stored_mm(): number;
}

export function createCatchment(options: {
  /** Time constant of each of the two reservoirs, s. */
  tau_s: number;
  /** Share of the rain that runs off. */
  runoffShare: number;
}): Catchment {
  const { tau_s, runoffShare } = options;
  const reservoirs_mm: [number, number] = [0, 0];

  /** A linear reservoir: exact for a constant inflow; returns the outflow's mean, mm/h. */
  const pass = (index: 0 | 1, dt_s: number, in_mm_h: number): number => {
    const before_mm = reservoirs_mm[index];
    const rest_mm = (in_mm_h * tau_s) / 3_600;
    const after_mm = rest_mm + (before_mm - rest_mm) * Math.exp(-dt_s / tau_s);
    reservoirs_mm[index] = after_mm;
    return in_mm_h + ((before_mm - after_mm) * 3_600) / dt_s;
  };
  return {
    step: (dt_s, rain_mm_h) => pass(1, dt_s, pass(0, dt_s, rain_mm_h * runoffShare)),
    stored_mm: () => reservoirs_mm[0] + reservoirs_mm[1],
  };
}
