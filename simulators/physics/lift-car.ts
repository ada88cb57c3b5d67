/** Where the car is and how fast it goes. Positions are measured in m from the lowest landing. */
export interface LiftCar {
  /** Moves towards `target_m`, braking in time; true once it stands there. */
  moveTo(target_m: number, speedMax_m_s: number, dt_s: number): boolean;
  /** Stops at once, wherever it is. */
  halt(): void;
  /** Puts the car where a stop went wrong by so much. */
  slip(by_m: number): void;
  position_m(): number;
  speed_m_s(): number;
  /** The nearest landing, counted from 0. */
  landing(): number;
  isInDoorZone(): boolean;
}

export const floorHeight_m = 3;
const acceleration_m_s2 = 0.8;
/** Inside this distance of a landing the doors may be opened. */
export const doorZone_m = 0.2;
const arrived_m = 0.002;

export function createLiftCar(startLanding: number): LiftCar {
  let position_m = startLanding * floorHeight_m;
  let speed_m_s = 0;
  const landing = (): number => Math.round(position_m / floorHeight_m);
  return {
    moveTo(target_m, speedMax_m_s, dt_s) {
      const left_m = target_m - position_m;
      // As fast as it can still stop from in the distance left, and slow enough to arrive in a step.
      const limit_m_s = Math.min(speedMax_m_s, Math.sqrt(2 * acceleration_m_s2 * Math.abs(left_m)));
      const faster_m_s = Math.min(Math.abs(speed_m_s) + acceleration_m_s2 * dt_s, limit_m_s);
      speed_m_s = Math.sign(left_m) * faster_m_s;
      position_m += Math.sign(left_m) * Math.min(Math.abs(speed_m_s * dt_s), Math.abs(left_m));
      if (Math.abs(target_m - position_m) > Math.max(arrived_m, 0.02 * speedMax_m_s)) return false;
      position_m = target_m;
      speed_m_s = 0;
      return true;
    },
    halt() {
      speed_m_s = 0;
    },
    slip(by_m) {
      position_m += by_m;
    },
    position_m: () => position_m,
    speed_m_s: () => speed_m_s,
    landing,
    isInDoorZone: () => Math.abs(position_m - landing() * floorHeight_m) <= doorZone_m,
  };
}
