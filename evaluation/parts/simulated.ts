import type { EvaluationContext, EvaluationPart, PartReport, Wanted } from '../part.ts';
import { looksTrapped, entrapmentRules, requiredLead_s, simulatedCases } from './simulated-cases.ts';
import { liveThrough, type SimulatedLife } from './simulated-hear.ts';
import { entrapmentHeard_s, entrapmentsOf, healthyRate, leadOf } from './simulated-score.ts';
import { falseTable, leadTable, toTime } from './simulated-tables.ts';

const healthyRate_max = 0.05;
const basis = 'simulated physics, not recordings; lives that were not looked at when rules were chosen';

/**
 * Every scenario of the simulators through the shipped rules: for slow decay, lifts and leakage no public
 * recordings were found. It shows that signs which the physics gives off are heard, and what is not is left alone.
 */
export const simulatedPart: EvaluationPart = {
  name: 'simulated',
  title:
    'Simulated lives, weeks of them: wear and decay before the failure, and what only looks like trouble',
  folders: [],
  run: runSimulated,
};

async function runSimulated({ rules, seed, progress }: EvaluationContext): Promise<PartReport> {
  const lives: SimulatedLife[] = [];
  let told = '';
  for (const one of simulatedCases(seed)) {
    const { name } = one.scenario;
    if (name !== told) progress(name);
    told = name;
    lives.push(liveThrough(rules, one));
  }
  return {
    tables: [leadTable(lives), falseTable(lives)],
    wanted: [
      wantedEntrapments(lives),
      wantedCalm(lives),
      ...Object.entries(requiredLead_s).map(([name, lead_s]) => wantedLead(lives, { name, lead_s })),
      wantedHealthy(lives),
    ],
    notes: [
      'All of this is simulated: the physics and the rules were made by the same people, who agree about what wear looks like. Real lifts and boards will show it later, otherwise, or not at all.',
      'A warning counts only after the first sign of the trouble that it is about; what was said before is a false alarm.',
      'Smoke and heat cannot come before the flame that makes them: what matters there is how soon after. The parts on heat and smoke score it on real fires.',
      'What rings in benign lives is not all wrong: a recalled lift, a test and a dirty head are to be told, as what they are.',
    ],
  };
}

/** Everybody who is trapped is told of. */
export function wantedEntrapments(lives: readonly SimulatedLife[]): Wanted {
  const { trapped, told } = entrapmentsOf(lives);
  return {
    what: `simulated entrapments alerted within ${entrapmentHeard_s} s`,
    wanted: 'all',
    measured: `${told} of ${trapped}`,
    reached: trapped === 0 ? null : told === trapped,
    basis,
  };
}

/** Power cuts, recalls, firemen, mechanics and held doors trap nobody. */
export function wantedCalm(lives: readonly SimulatedLife[]): Wanted {
  const calm = lives.filter(({ scenario }) => looksTrapped.has(scenario));
  const wrong = calm.flatMap(({ alerts }) => alerts).filter(({ ruleId }) => entrapmentRules.has(ruleId));
  return {
    what: 'simulated lifts out of service, held or healthy that were said to trap somebody',
    wanted: '0',
    measured: `${wrong.length} alerts in ${calm.length} lives`,
    reached: calm.length === 0 ? null : wrong.length === 0,
    basis,
  };
}

/** The lead that is wanted, in every life. */
export function wantedLead(
  lives: readonly SimulatedLife[],
  { name, lead_s }: { name: string; lead_s: number },
): Wanted {
  const leads_s = lives.filter(({ scenario }) => scenario === name).map((life) => leadOf(life));
  const inTime = leads_s.filter((lead) => lead >= lead_s).length;
  return {
    what: `simulated ${name}: warned of in time, in every life`,
    wanted: `≥ ${toTime(lead_s)}`,
    measured: `${inTime} of ${leads_s.length}, at least ${toTime(Math.min(...leads_s))}`,
    reached: leads_s.length === 0 ? null : inTime === leads_s.length,
    basis,
  };
}

/** Healthy devices are quiet. */
export function wantedHealthy(lives: readonly SimulatedLife[]): Wanted {
  const { days, alerts, notices } = healthyRate(lives);
  return {
    what: 'alerts per device-day of healthy simulated devices, without notices',
    wanted: `< ${healthyRate_max}`,
    measured: `${(alerts / days).toFixed(3)} (${alerts}, and ${notices} notices, in ${days.toFixed(0)} days)`,
    reached: days === 0 ? null : alerts / days < healthyRate_max,
    basis,
  };
}
