import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createBoard, type Board, type BoardCondition, type BoardState } from './board-model.ts';
import type { Weather } from './weather.ts';

const hour_s = 3_600;
const steady = (changes: Partial<Weather> = {}): Weather => ({
  temperature_c: () => 25,
  rain_mm_h: () => 0,
  hourOfDay: (time) => (time / 3_600_000) % 24,
  ...changes,
});

function start(condition: Partial<BoardCondition>, weather = steady()): Board {
  const board = createBoard({ random: createRandom(1), weather }, { rated_a: 25, premises: 'estate' });
  Object.assign(board.condition, condition);
  return board;
}

/** The state after running until an hour of the first day, in steps of a minute. */
function at(board: Board, hour: number): BoardState {
  let state = board.step(1, 0);
  for (let time_s = 60; time_s <= hour * hour_s; time_s += 60) state = board.step(60, time_s * 1_000);
  return state;
}

const rise_k = (load: number): number => {
  const loads: [number, number, number] = [load, load, load];
  const [loose, tight] = [at(start({ contact_mohm: 40, loads }), 20), at(start({ loads }), 20)];
  for (const index of [0, 2]) expect(loose.cables_c[index]).toBeCloseTo(tight.cables_c[index] ?? 0, 6);
  return (loose.cables_c[1] ?? 0) - (tight.cables_c[1] ?? 0);
};

describe('a board', () => {
  it('leaks more with older insulation, more when wet, and more with load', () => {
    const dry = at(start({ leakage_ma: 50 }), 4).leakage_ma;
    expect(at(start({ leakage_ma: 100 }), 4).leakage_ma).toBeGreaterThan(dry + 45);
    const rain = steady({ rain_mm_h: () => 20 });
    expect(at(start({ leakage_ma: 50, wetLeakage: 0.5 }, rain), 4).leakage_ma).toBeGreaterThan(dry * 1.2);
    expect(at(start({ leakage_ma: 50, loads: [2, 2, 2] }), 4).leakage_ma).toBeGreaterThan(dry + 1);
  });

  it('dries for hours after the rain', () => {
    const board = start(
      { leakage_ma: 100, wetLeakage: 1 },
      steady({ rain_mm_h: (t) => (t < 7_200_000 ? 20 : 0) }),
    );
    const base = at(start({ leakage_ma: 100 }), 2).leakage_ma;
    const [wet, drying] = [at(board, 2).leakage_ma, 0];
    expect(wet).toBeGreaterThan(base * 1.8);
    let later = drying;
    for (let time_s = 2 * hour_s + 60; time_s <= 5 * hour_s; time_s += 60) {
      later = board.step(60, time_s * 1_000).leakage_ma;
    }
    expect(later).toBeLessThan(wet * 0.95);
    expect(later).toBeGreaterThan(base * 1.2);
  });

  it('heats L2 alone with a loose terminal, by the square of the load', () => {
    expect(rise_k(1)).toBeGreaterThan(15);
    expect(rise_k(1) / rise_k(0.5)).toBeCloseTo(4, 1);
  });

  it('arcs at a loose terminal', () => {
    expect(at(start({}), 24).arcs).toBeLessThan(3);
    expect(at(start({ contact_mohm: 60 }), 24).arcs).toBeGreaterThan(10);
  });

  it('cools to the room and leaks nothing when it is switched off', () => {
    const board = start({ contact_mohm: 40 });
    const hot = at(board, 20);
    expect(Math.max(...hot.cables_c)).toBeGreaterThan(50);
    board.condition.isOn = false;
    let before_c = Math.max(...hot.cables_c);
    for (let time_s = 20 * hour_s + 60; time_s <= 24 * hour_s; time_s += 60) {
      const state = board.step(60, time_s * 1_000);
      const hottest_c = Math.max(...state.cables_c);
      expect(hottest_c).toBeLessThanOrEqual(before_c);
      before_c = hottest_c;
      expect(state).toMatchObject({ leakage_ma: 0, currents_a: [0, 0, 0] });
    }
    const { room_c } = board.step(60, 24 * hour_s * 1_000);
    expect(before_c).toBeCloseTo(room_c, 1);
  });
});
