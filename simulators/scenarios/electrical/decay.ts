import type { ScenarioDefinition } from '../scenario.ts';
import { createBoardCourse, createRepair } from './board-course.ts';

const day_s = 86_400;
/** Decay begins within the first quarter, as shares of the whole. */
const onset = [0.08, 0.22] as const;
/** … and is bad enough to fail about here. */
const ripe = [0.7, 0.82] as const;

/**
 * Insulation ages: what leaks at rest grows by a constant share a day, and the older it is, the more rain adds.
 * The 300 mA come first in wet weather or in the evening, days before the dry baseline itself would have them.
 */
export const insulationAgeing: ScenarioDefinition = {
  name: 'insulation-ageing',
  kind: 'electrical',
  title: 'leakage grows from day to day, more in the wet, until it passes 300 mA',
  isBenign: false,
  duration_s: 30 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(...onset);
    const until_s = duration_s * random.between(...ripe);
    const young_ma = random.between(25, 60);
    const old_ma = random.between(310, 360);
    const stages = [2, 3, 5] as const;
    let reached = 0;
    const repair = createRepair(
      {
        failure: 'breach-300ma',
        wait_s: random.between(3_600, 4 * 3_600),
        work_s: random.between(7_200, 5 * 3_600),
      },
      ({ condition }) => Object.assign(condition, { leakage_ma: young_ma, wetLeakage: 0.3 }),
    );
    return createBoardCourse(setting, { rated_a: 20 }, (moment) => {
      const { at_s, truths, board } = moment;
      if (repair(moment)) return;
      const part = Math.max(0, (at_s - from_s) / (until_s - from_s));
      const times = (old_ma / young_ma) ** part;
      Object.assign(board.condition, {
        leakage_ma: young_ma * times,
        wetLeakage: Math.min(0.3 + 0.4 * part, 0.9),
      });
      truths.note(part > 0, { at_s, event: 'ageing', role: 'sign', text: 'the insulation begins to age' });
      const stage = stages[reached];
      if (stage === undefined || times < stage) return;
      reached += 1;
      truths.add({
        at_s,
        event: `ageing-stage-${reached}`,
        role: 'sign',
        text: `the dry baseline is ${stage} times what it was`,
      });
    });
  },
};

/**
 * A terminal on L2 works loose with every warming and cooling: its resistance grows, so that the cable is
 * hotter than its load squared and the room account for, first by a few kelvin in the evening; it arcs, passes
 * 70 and then 90 °C, and the hot insulation leaks.
 */
export const looseTerminal: ScenarioDefinition = {
  name: 'loose-terminal',
  kind: 'electrical',
  title: 'a terminal on L2 works loose over days: heat beyond the load, arcs, 70 °C, 90 °C',
  isBenign: false,
  duration_s: 14 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(...onset);
    const until_s = duration_s * random.between(...ripe);
    const fresh_mohm = 1.2;
    const bad_mohm = random.between(75, 95);
    const stages_mohm = [5, 12, 25] as const;
    let reached = 0;
    const repair = createRepair(
      { failure: 'breach-90c', wait_s: random.between(900, 3_600), work_s: random.between(3_600, 3 * 3_600) },
      ({ condition }) => Object.assign(condition, { contact_mohm: 0 }),
    );
    return createBoardCourse(setting, { rated_a: 25, premises: 'estate' }, (moment) => {
      const { at_s, truths, board } = moment;
      if (repair(moment)) return;
      const part = (at_s - from_s) / (until_s - from_s);
      if (part <= 0) return;
      const contact_mohm = fresh_mohm * (bad_mohm / fresh_mohm) ** Math.min(part, 1.1);
      board.condition.contact_mohm = contact_mohm;
      truths.note(true, { at_s, event: 'loose', role: 'sign', text: 'the L2 terminal works loose' });
      const stage = stages_mohm[reached];
      if (stage === undefined || contact_mohm < stage) return;
      reached += 1;
      truths.add({
        at_s,
        event: `contact-stage-${reached}`,
        role: 'sign',
        text: `the contact has ${stage} mΩ`,
      });
    });
  },
};

/** Tenants add appliances: every evening draws more than the last, until a phase passes 30 A. */
export const eveningOverload: ScenarioDefinition = {
  name: 'evening-overload',
  kind: 'electrical',
  title: 'the evening’s load grows from day to day until a phase passes 30 A',
  isBenign: false,
  duration_s: 10 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(...onset);
    const until_s = duration_s * random.between(...ripe);
    const most = random.between(1.75, 2);
    const repair = createRepair(
      { failure: 'breach-30a', wait_s: random.between(1_800, 7_200), work_s: random.between(1_800, 7_200) },
      ({ condition }) => Object.assign(condition, { loads: [1, 1, 1] }),
    );
    return createBoardCourse(setting, { rated_a: 28, premises: 'estate' }, (moment) => {
      if (repair(moment)) return;
      const { at_s, truths, board } = moment;
      const part = Math.min(Math.max(0, (at_s - from_s) / (until_s - from_s)), 1.2);
      const load = 1 + (most - 1) * part;
      board.condition.loads = [load, load, load];
      truths.note(part > 0, { at_s, event: 'load-grows', role: 'sign', text: 'appliances are added' });
      truths.note(load >= 1.3, {
        at_s,
        event: 'load-stage-1',
        role: 'sign',
        text: 'load 30 % over the usual',
      });
    });
  },
};
