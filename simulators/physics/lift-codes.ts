/** A lift's service modes, as two public code bases have them; vendors renumber. */
export const serviceModes = {
  stopped: 0,
  normal: 1,
  inspection: 2,
  fireReturn: 3,
  firefighter: 4,
  emergencyPower: 5,
} as const;

/** A lift's fault codes, from the same sources. */
export const faultCodes = {
  safetyCircuit: 1,
  doorWillNotClose: 2,
  doorWillNotOpen: 3,
  stoppedOutsideZone: 4,
  entrapment: 11,
  automaticRestored: 40,
  mainsLost: 41,
} as const;
