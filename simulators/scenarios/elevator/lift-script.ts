import type { Lift, LiftHold } from '../../physics/lift-model.ts';
import type { ScenarioTruth, TruthRole } from '../scenario.ts';

/** One scene of a lift that does not obey its passengers. */
export interface LiftAct {
  readonly hold: Partial<LiftHold>;
  /** How long, s; with `moveTo_m` at most. */
  readonly for_s: number;
  /** Where the car goes meanwhile, m from the lowest landing; the act ends when it stands there. */
  readonly moveTo_m?: number;
  readonly speed_m_s?: number;
  /** What begins with the act. */
  readonly truth?: { readonly event: string; readonly role: TruthRole; readonly text: string };
}

/** Acts one after the other, then the lift has its own control back. */
export interface LiftScript {
  /** Moves on; false once the last act is over. */
  advance(dt_s: number, at_s: number): boolean;
}

/** The car is moved in pieces of this length, s. */
const piece_s = 0.25;

export function createLiftScript(
  lift: Lift,
  acts: readonly LiftAct[],
  told: (truth: ScenarioTruth) => void,
): LiftScript {
  let index = -1;
  let left_s = 0;
  return {
    advance(dt_s, at_s) {
      if (index < 0) next(at_s);
      const act = acts[index];
      if (act === undefined) return false;
      left_s -= dt_s;
      const hasArrived = act.moveTo_m !== undefined && move(act, act.moveTo_m, dt_s);
      lift.advance(dt_s, 0);
      if (left_s <= 1e-9 || hasArrived) next(at_s);
      return index < acts.length;
    },
  };

  function next(at_s: number): void {
    index += 1;
    const act = acts[index];
    if (act?.moveTo_m === undefined) lift.car.halt();
    lift.hold(act?.hold ?? null);
    left_s = act?.for_s ?? 0;
    if (act?.truth !== undefined) told({ at_s, ...act.truth });
  }

  function move(act: LiftAct, target_m: number, dt_s: number): boolean {
    for (let rest_s = dt_s; rest_s > 1e-9; rest_s -= piece_s) {
      if (lift.car.moveTo(target_m, act.speed_m_s ?? 1.75, Math.min(rest_s, piece_s))) return true;
    }
    return false;
  }
}
