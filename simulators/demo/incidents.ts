import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetMember, SimulatedFleet } from '../fleet.ts';
import { createRandom } from '../random.ts';
import type { ScenarioTruth, ScenarioDefinition } from '../scenarios/scenario.ts';
import { accidents } from '../scenarios/scenarios.ts';
import { createSetting } from '../scenarios/setting.ts';

/** An accident is told in about this time, whatever it takes in life, s. */
const incident_s = 240;
const reportInterval_s = 2;
const firstAfter_s = 5;

/**
 * Lets devices of the fleet meet accidents, one of each kind in turn, the first after a few seconds, the next
 * ones every `every_s` on average. Resolves when the signal says so.
 */
export async function playIncidents(options: {
  fleet: SimulatedFleet;
  every_s: number;
  seed: number;
  signal: AbortSignal;
  began: (definition: ScenarioDefinition, member: FleetMember) => void;
  truth: (member: FleetMember, truth: ScenarioTruth, time: number) => void;
}): Promise<void> {
  const { fleet, signal } = options;
  const random = createRandom(options.seed, 1);
  let wait_s = firstAfter_s;
  for (let turn = 0; ; turn += 1) {
    await sleep(wait_s * 1_000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    wait_s = options.every_s * random.between(0.7, 1.3);
    const definition = accidents[turn % accidents.length];
    if (definition !== undefined) begin(definition, turn);
  }

  function begin(definition: ScenarioDefinition, turn: number): void {
    const free = fleet
      .members()
      .filter(({ kind, device }) => kind === definition.kind && !device.isPlaying());
    const member = free[random.integer(0, free.length - 1)];
    if (member === undefined) return;
    const scenario = definition.create(
      createSetting(definition, { seed: options.seed, stream: turn + 2, startTime: Date.now() }),
    );
    options.began(definition, member);
    // Ends with the scenario, or never when the demo stops before: nobody waits for it.
    void member.device.play(scenario, {
      speed: scenario.duration_s / incident_s,
      // These devices have already told the present: their clocks cannot go back.
      clock: 'compressed',
      interval_s: reportInterval_s,
      truth: (truth, time) => options.truth(member, truth, time),
    });
  }
}
