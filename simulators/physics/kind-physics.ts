import type { SensorKind } from '../../domain/kinds.ts';
import type { DevicePhysics, PhysicsOptions } from './device-physics.ts';
import { createElectricalPhysics } from './electrical-physics.ts';
import { createElevatorPhysics } from './elevator-physics.ts';
import { createSmokePhysics } from './smoke-physics.ts';
import { createWaterPhysics } from './water-physics.ts';

/** The healthy world of each sensor kind. */
export const kindPhysics: Readonly<Record<SensorKind, (options: PhysicsOptions) => DevicePhysics>> = {
  smoke: createSmokePhysics,
  electrical: createElectricalPhysics,
  water: createWaterPhysics,
  elevator: createElevatorPhysics,
};
