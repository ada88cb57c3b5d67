import type { Values } from '../physics/device-physics.ts';
import type { Random } from '../random.ts';
import { createTruthLog, type Scenario, type ScenarioDefinition, type TruthRole } from './scenario.ts';

/** Fault codes and service modes as in the domain: 2 door will not close, 4 outside the zone, 11 entrapment. */
const doorWillNotClose = 2;
const stoppedOutsideZone = 4;
const entrapmentCode = 11;
const automaticRestored = 40;
const normalService = 1;
const inspection = 2;
const duration_s = 900;

/** What the lift does from a time on, until the next line. */
interface Stage {
  readonly from_s: number;
  readonly event: string;
  readonly role: TruthRole;
  readonly text: string;
  readonly values: Values;
}

const running: Values = { speed_m_s: 1.75, direction: 1, door_closed: 1, door_zone: 0, occupied: 1 };
const atLanding: Values = { speed_m_s: 0, direction: 0, door_closed: 0, door_zone: 1, occupied: 1 };
const stuck: Values = { floor: 7, speed_m_s: 0, direction: 0, door_closed: 1, door_zone: 0, occupied: 1 };
const reversal: Values = { ...atLanding, floor: 1, fault_code: doorWillNotClose };

/** The door fails to close three times, the lift goes at last, and stops between floors 7 and 8. */
const stages: readonly Stage[] = [
  {
    from_s: 0,
    event: 'boarding',
    role: 'benign',
    text: 'someone boards at floor 1',
    values: { ...atLanding, floor: 1 },
  },
  { from_s: 20, event: 'door-reversal-1', role: 'sign', text: 'the door fails to close', values: reversal },
  {
    from_s: 24,
    event: 'door-retry-1',
    role: 'sign',
    text: 'the door tries again',
    values: { ...atLanding, floor: 1 },
  },
  {
    from_s: 40,
    event: 'door-reversal-2',
    role: 'sign',
    text: 'the door fails to close again',
    values: reversal,
  },
  {
    from_s: 44,
    event: 'door-retry-2',
    role: 'sign',
    text: 'the door tries again',
    values: { ...atLanding, floor: 1 },
  },
  {
    from_s: 60,
    event: 'door-reversal-3',
    role: 'sign',
    text: 'the door fails to close a third time',
    values: reversal,
  },
  {
    from_s: 64,
    event: 'departure',
    role: 'benign',
    text: 'the lift leaves for floor 12',
    values: { ...running, floor: 2 },
  },
  {
    from_s: 70,
    event: 'rising',
    role: 'benign',
    text: 'it passes floor 5',
    values: { ...running, floor: 5 },
  },
  {
    from_s: 75,
    event: 'entrapment',
    role: 'failure',
    text: 'it stops between floors 7 and 8 with someone inside',
    values: { ...stuck, fault_code: stoppedOutsideZone },
  },
  {
    from_s: 95,
    event: 'alarm-button',
    role: 'sign',
    text: 'the alarm button is pressed',
    values: { ...stuck, fault_code: entrapmentCode, alarm_button: 1 },
  },
  {
    from_s: 101,
    event: 'button-released',
    role: 'sign',
    text: 'and released',
    values: { ...stuck, fault_code: entrapmentCode },
  },
  {
    from_s: 150,
    event: 'alarm-button-again',
    role: 'sign',
    text: 'and pressed again',
    values: { ...stuck, fault_code: entrapmentCode, alarm_button: 1 },
  },
  {
    from_s: 158,
    event: 'waiting',
    role: 'sign',
    text: 'they wait',
    values: { ...stuck, fault_code: entrapmentCode },
  },
  {
    from_s: 600,
    event: 'technician',
    role: 'end',
    text: 'the technician takes over in inspection mode',
    values: { ...stuck, service_mode: inspection, fault_code: entrapmentCode },
  },
  {
    from_s: 690,
    event: 'freed',
    role: 'end',
    text: 'lowered to floor 7, the door opened, the passenger out',
    values: { ...atLanding, floor: 7, occupied: 0, service_mode: inspection },
  },
  {
    from_s: 780,
    event: 'recovered',
    role: 'end',
    text: 'automatic service restored',
    values: { ...atLanding, floor: 7, door_closed: 1, occupied: 0, fault_code: automaticRestored },
  },
  {
    from_s: 800,
    event: 'normal',
    role: 'end',
    text: 'no fault any more',
    values: { ...atLanding, floor: 7, door_closed: 1, occupied: 0 },
  },
];

/** A lift whose door gives trouble stops between floors with someone inside, who is freed ten minutes later. */
export const entrapment: ScenarioDefinition = {
  name: 'entrapment',
  kind: 'elevator',
  title: 'three door failures, then stopped between floors with someone inside, the alarm button, freed',
  isBenign: false,
  duration_s,
  isFixed: true,
  create: ({ random }) => createEntrapment(random),
};

function createEntrapment(random: Random): Scenario {
  const truths = createTruthLog();
  const runs = random.integer(10_000, 90_000);
  let at_s = 0;
  return {
    kind: 'elevator',
    duration_s,
    step(dt_s) {
      at_s += dt_s;
      let values: Values = stages[0]?.values ?? {};
      for (const stage of stages) {
        if (stage.from_s > at_s) break;
        values = stage.values;
        truths.note(true, {
          at_s: Math.max(stage.from_s, at_s - dt_s),
          event: stage.event,
          role: stage.role,
          text: stage.text,
        });
      }
      return { values: { ...toFull(values), ...values }, truths: truths.take() };
    },
  };

  function toFull(values: Values): Values {
    const isMoving = (values['speed_m_s'] ?? 0) !== 0;
    return {
      service_mode: normalService,
      fault_code: 0,
      alarm_button: 0,
      vibration_mm_s2: Math.round(Math.max(0, random.normal(isMoving ? 60 : 6, 5))),
      run_count: runs + (at_s >= 64 ? 1 : 0),
      run_hours: Math.round((runs * 14) / 360) / 10,
    };
  }
}
