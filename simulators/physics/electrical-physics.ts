import { createBoard } from './board-model.ts';
import type { DevicePhysics, PhysicsOptions } from './device-physics.ts';

/** Natural leakage: 100–200 mA is normal (GB 50116 9.2.3 commentary); a healthy board stays below. */
const leakageMax_ma = 180;

/** The electrical-fire monitor of a healthy board. */
export function createElectricalPhysics(options: PhysicsOptions): DevicePhysics {
  const board = createBoard(options, { leakageMax_ma });
  return {
    step(dt_s, time) {
      board.step(dt_s, time);
      return board.measure();
    },
  };
}
