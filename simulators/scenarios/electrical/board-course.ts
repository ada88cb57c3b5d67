import { createBoard, type Board, type BoardState, type BoardTraits } from '../../physics/board-model.ts';
import { createTruthLog, type Scenario, type ScenarioSetting, type TruthLog } from '../scenario.ts';

/** A board at one moment of its story. */
export interface BoardMoment {
  readonly at_s: number;
  readonly dt_s: number;
  readonly time: number;
  readonly board: Board;
  /** As it was at the end of the last step; null at the beginning. */
  readonly state: BoardState | null;
  readonly truths: TruthLog;
}

/** Limits that a person at the desk would call the failure, and the time from there to the switch. */
const cableLimits_c = [70, 90] as const;
const leakageLimit_ma = 300;
const currentLimit_a = 30;
const phases = ['L1', 'L2', 'L3', 'N'] as const;
/** Loads of a minute matter to cables; the physics takes the step in one piece. */
const stepMax_s = 60;

/** Notes what the true state has passed, once each. */
function noteBreaches({ at_s, truths }: BoardMoment, state: BoardState): void {
  const hottest_c = Math.max(...state.cables_c);
  for (const limit of cableLimits_c) {
    if (hottest_c < limit || truths.has(`breach-${limit}c`)) continue;
    const phase = phases[state.cables_c.indexOf(hottest_c)] ?? '';
    truths.add({ at_s, event: `breach-${limit}c`, role: 'failure', text: `${phase} cable at ${limit} °C` });
  }
  const isLeaking = state.leakage_ma >= leakageLimit_ma;
  truths.note(isLeaking, { at_s, event: 'breach-300ma', role: 'failure', text: 'leakage at 300 mA' });
  const isOver = Math.max(...state.currents_a) >= currentLimit_a;
  truths.note(isOver, { at_s, event: 'breach-30a', role: 'failure', text: 'a phase at 30 A' });
}

/** A board's life: `live` changes its condition before every step. */
export function createBoardCourse(
  setting: ScenarioSetting,
  traits: BoardTraits,
  live: (moment: BoardMoment) => void,
): Scenario {
  const { random, weather, startTime, duration_s } = setting;
  const board = createBoard({ random, weather }, traits);
  const truths = createTruthLog();
  let at_s = 0;
  let state: BoardState | null = null;
  return {
    kind: 'electrical',
    duration_s,
    stepMax_s: () => stepMax_s,
    step(dt_s) {
      at_s += dt_s;
      const moment = { at_s, dt_s, time: startTime + at_s * 1_000, board, state, truths };
      live(moment);
      state = board.step(dt_s, moment.time);
      noteBreaches(moment, state);
      return { values: board.measure(), truths: truths.take() };
    },
  };
}

/** Staff switch a failed board off, and some hours later it is repaired. */
export function createRepair(
  options: { failure: string; wait_s: number; work_s: number },
  cured: (board: Board) => void,
): (moment: BoardMoment) => boolean {
  let offAt_s: number | null = null;
  let isOver = false;
  return ({ at_s, board, truths }) => {
    if (isOver || !truths.has(options.failure)) return isOver;
    offAt_s ??= at_s + options.wait_s;
    if (at_s < offAt_s) return false;
    board.condition.isOn = false;
    truths.note(true, { at_s, event: 'switched-off', role: 'end', text: 'staff switch the board off' });
    if (at_s < offAt_s + options.work_s) return false;
    isOver = true;
    board.condition.isOn = true;
    cured(board);
    truths.add({ at_s, event: 'recovered', role: 'end', text: 'repaired, board on again' });
    return true;
  };
}
