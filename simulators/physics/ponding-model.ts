/**
 * Water standing on a low spot: the catchment's runoff flows in, the gully takes it away, faster the deeper it
 * stands (flow through an opening grows with the square root of the head), and a pump helps while it runs.
 */
export interface PondingModel {
  /** Moves on by `dt_s` and returns the depth in m. `drainShare` below 1 is a clogged gully. */
  step(dt_s: number, state: PondingState): number;
  isPumpRunning(): boolean;
  /** All that has flowed in and out since the beginning, m over the spot. */
  balance(): { readonly in_m: number; readonly out_m: number };
}

export interface PondingState {
  readonly rain_mm_h: number;
  readonly drainShare?: number;
  /** What the pump does of what it should; 0 is a pump that does not start. */
  readonly pumpShare?: number;
  /** Water that comes without rain, mm/h over the spot: seepage, a burst main. */
  readonly seepage_mm_h?: number;
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
  let [allIn_m, allOut_m] = [0, 0];

  const advance = (dt_s: number, state: PondingState): void => {
    const { rain_mm_h, drainShare = 1, pumpShare = 1, seepage_mm_h = 0 } = state;
    if (options.pump_mm_h > 0 && depth_m >= options.pumpOn_m) isPumping = true;
    if (depth_m <= options.pumpOff_m || pumpShare <= 0) isPumping = false;
    const in_mm_h = rain_mm_h * options.catchmentRatio + seepage_mm_h;
    const gully_mm_h = options.drain_mm_h * drainShare * Math.sqrt(depth_m / designHead_m);
    const out_mm_h = gully_mm_h + (isPumping ? options.pump_mm_h * pumpShare : 0);
    const in_m = (in_mm_h / 1_000) * (dt_s / 3_600);
    // No more can flow out than there is.
    const out_m = Math.min((out_mm_h / 1_000) * (dt_s / 3_600), depth_m + in_m);
    depth_m = Math.max(0, depth_m + in_m - out_m);
    allIn_m += in_m;
    allOut_m += out_m;
  };
  return {
    step(dt_s, state) {
      for (let left_s = dt_s; left_s > 0; left_s -= stepMax_s) advance(Math.min(left_s, stepMax_s), state);
      return depth_m;
    },
    isPumpRunning: () => isPumping,
    balance: () => ({ in_m: allIn_m, out_m: allOut_m }),
  };
}
