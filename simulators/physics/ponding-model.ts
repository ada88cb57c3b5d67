/**
 * Water standing on a low spot: the catchment's runoff flows in, the gully takes it away, faster the deeper it
 * stands (flow through an opening grows with the square root of the head), and a pump helps while it runs.
 */
export interface PondingModel {
  /** Moves on by `dt_s` and returns the depth in m. `drainShare` below 1 is a clogged gully. */
  step(dt_s: number, state: { rain_mm_h: number; drainShare?: number }): number;
  isPumpRunning(): boolean;
}

/** Longest step of the integration; longer ones are cut into pieces. */
const stepMax_s = 10;
/** The head at which the drain takes what it is designed for. */
const designHead_m = 0.1;

export function createPondingModel(options: {
  /** Catchment's impervious area over the area of the ponding spot. */
  catchmentRatio: number;
  /** What the gully takes at the design head, in mm/h over the spot. */
  drain_mm_h: number;
  /** What the pump adds, mm/h over the spot; 0 without one. It starts and stops at these depths. */
  pump_mm_h: number;
  pumpOn_m: number;
  pumpOff_m: number;
}): PondingModel {
  let depth_m = 0;
  let isPumping = false;

  const advance = (dt_s: number, rain_mm_h: number, drainShare: number): void => {
    if (options.pump_mm_h > 0 && depth_m >= options.pumpOn_m) isPumping = true;
    if (depth_m <= options.pumpOff_m) isPumping = false;
    const in_mm_h = rain_mm_h * options.catchmentRatio;
    const gully_mm_h = options.drain_mm_h * drainShare * Math.sqrt(depth_m / designHead_m);
    const out_mm_h = gully_mm_h + (isPumping ? options.pump_mm_h : 0);
    depth_m = Math.max(0, depth_m + ((in_mm_h - out_mm_h) / 1_000) * (dt_s / 3_600));
  };
  return {
    step(dt_s, { rain_mm_h, drainShare = 1 }) {
      for (let left_s = dt_s; left_s > 0; left_s -= stepMax_s) {
        advance(Math.min(left_s, stepMax_s), rain_mm_h, drainShare);
      }
      return depth_m;
    },
    isPumpRunning: () => isPumping,
  };
}
