import type { Rule } from '../../rules/rule.ts';
import { createElectricalPhysics } from '../../simulators/physics/electrical-physics.ts';
import { createWeather } from '../../simulators/physics/weather.ts';
import { createRandom } from '../../simulators/random.ts';
import type { ReportTable } from '../part.ts';
import { runEngine, toDetections, type Sample } from '../run-engine.ts';

const boards = 10;
const days = 3;
const interval_s = 20;
const day_s = 86_400;
/** A Monday, so that every run sees the same hours. */
const start = Date.UTC(2026, 4, 4);

/** SIMULATED healthy boards, as the simulators' fleets have them: whatever a rule says of them is false. */
export function scoreHealthyBoards(rules: readonly Rule[], seed: number): ReportTable {
  const electrical = rules.filter(({ kind }) => kind === 'electrical');
  const counts = new Map<string, number>();
  for (let board = 0; board < boards; board += 1) {
    const changes = runEngine({ rules: electrical, kind: 'electrical', samples: simulateBoard(seed, board) });
    for (const { id } of electrical) {
      const count = toDetections(changes, { ruleIds: [id] }).length;
      if (count > 0) counts.set(id, (counts.get(id) ?? 0) + count);
    }
  }
  const rows = [...counts].map(([id, count]) => [id, count, (count / boards / days).toFixed(3)]);
  return {
    title: `SIMULATED healthy boards, ${boards} for ${days} days, every ${interval_s} s: alerts of the electrical rules`,
    columns: ['rule', 'alerts', 'a device-day'],
    rows: rows.length > 0 ? rows : [[`none of the ${electrical.length} rules`, 0, '0']],
  };
}

function* simulateBoard(seed: number, board: number): Generator<Sample> {
  const weather = createWeather(seed);
  const physics = createElectricalPhysics({ random: createRandom(seed, board), weather });
  for (let at_s = 0; at_s < days * day_s; at_s += interval_s) {
    const time = start + at_s * 1_000;
    yield { time, values: physics.step(interval_s, time) };
  }
}
