import { floorHeight_m } from '../../physics/lift-car.ts';
import { faultCodes, serviceModes } from '../../physics/lift-codes.ts';
import type { Lift, LiftHold } from '../../physics/lift-model.ts';
import type { Random } from '../../random.ts';
import type { LiftAct } from './lift-script.ts';

/**
 * From the moment in which somebody is trapped: they wait, press the button, press it again, a technician
 * comes within 12 to 25 minutes, brings the car to the landing, lets them out, and repairs the lift.
 */
export function toRescue(random: Random, lift: Lift, faultCode: number): readonly LiftAct[] {
  const trapped: LiftHold = {
    serviceMode: serviceModes.normal,
    faultCode,
    alarmButton: 0,
    isDoorClosed: true,
    isOccupied: true,
  };
  const reported = { ...trapped, faultCode: faultCodes.entrapment };
  const pressed = { ...reported, alarmButton: 1 };
  const manual = { ...reported, serviceMode: serviceModes.inspection };
  const empty = { ...manual, faultCode: 0, isOccupied: false };
  return [
    { hold: trapped, for_s: random.between(15, 45) },
    {
      hold: pressed,
      for_s: random.between(3, 8),
      truth: { event: 'alarm-button', role: 'sign', text: 'the alarm button is pressed' },
    },
    { hold: reported, for_s: random.between(40, 120) },
    { hold: pressed, for_s: random.between(3, 8) },
    { hold: reported, for_s: random.between(720, 1_500) },
    {
      hold: manual,
      for_s: random.between(60, 180),
      truth: { event: 'technician', role: 'end', text: 'the technician takes over in inspection mode' },
    },
    { hold: manual, for_s: 600, moveTo_m: lift.car.landing() * floorHeight_m, speed_m_s: 0.15 },
    {
      hold: { ...empty, isDoorClosed: false },
      for_s: random.between(120, 300),
      truth: { event: 'freed', role: 'end', text: 'the door is open and the passenger out' },
    },
    {
      hold: empty,
      for_s: random.between(2_400, 5_400),
      truth: { event: 'repair', role: 'end', text: 'the worn part is replaced' },
    },
    {
      hold: { ...empty, serviceMode: serviceModes.normal, faultCode: faultCodes.automaticRestored },
      for_s: 20,
      truth: { event: 'recovered', role: 'end', text: 'automatic service restored' },
    },
  ];
}
