import type { ScenarioDefinition } from '../scenario.ts';
import { createBoardCourse } from './board-course.ts';

const day_s = 86_400;

/**
 * Long cables and many filters leak 100 to 200 mA and have always done so; load and rain add some. Normal by
 * GB 50116 9.2.3 (commentary), and below 300 mA.
 */
export const naturalLeakage: ScenarioDefinition = {
  name: 'natural-leakage',
  kind: 'electrical',
  title: 'a board that has always leaked 100 to 200 mA, more in the rain',
  isBenign: true,
  duration_s: 30 * day_s,
  create(setting) {
    const leakage_ma = setting.random.between(100, 140);
    return createBoardCourse(setting, { rated_a: 20, leakageMax_ma: 280 }, ({ at_s, board, truths }) => {
      board.condition.leakage_ma = leakage_ma;
      truths.note(true, {
        at_s,
        event: 'natural-leakage',
        role: 'benign',
        text: `${Math.round(leakage_ma)} mA at rest`,
      });
    });
  },
};

/** The hot season comes: every day is warmer than the last, and cooling draws more. Cables follow, soundly. */
export const hotSeason: ScenarioDefinition = {
  name: 'hot-season',
  kind: 'electrical',
  title: 'rooms become warmer from week to week and cooling draws more; the cables are sound',
  isBenign: true,
  duration_s: 30 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const warmer_k = random.between(6, 10);
    const more = random.between(0.1, 0.2);
    return createBoardCourse(setting, { rated_a: 20, leakageMax_ma: 180 }, ({ at_s, board, truths }) => {
      const part = at_s / duration_s;
      const load = 1 + more * part;
      board.condition.roomExtra_k = warmer_k * part - 4;
      board.condition.loads = [load, load, load];
      truths.note(true, { at_s, event: 'season', role: 'benign', text: 'the hot season begins' });
    });
  },
};

/** A new appliance: from one day on the load is a quarter higher, within what the board is made for. */
export const loadStep: ScenarioDefinition = {
  name: 'load-step',
  kind: 'electrical',
  title: 'a new appliance: the load is a quarter higher from one day on',
  isBenign: true,
  duration_s: 14 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(0.35, 0.6);
    const step = random.between(1.2, 1.3);
    return createBoardCourse(
      setting,
      { rated_a: 20, premises: 'shop', leakageMax_ma: 180 },
      ({ at_s, board, truths }) => {
        if (at_s < from_s) return;
        board.condition.loads = [step, step, step];
        truths.note(true, {
          at_s,
          event: 'load-step',
          role: 'benign',
          text: 'a new appliance is switched on',
        });
      },
    );
  },
};
