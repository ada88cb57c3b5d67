import type { Chance } from './chance.ts';

/** What goes wrong on a line: `reset` once; the others for a while. */
export type LineFault =
  /** Connections break, new ones are refused. */
  | 'cut'
  /** Connections break once. */
  | 'reset'
  /** Every chunk waits. */
  | 'slow'
  /** Chunks wait now and then, as where packets are lost and sent again. */
  | 'lossy'
  /** Nothing passes and nobody is told; what was connected then never recovers. */
  | 'halfOpen';

/** Something that goes wrong when a share of the messages is acknowledged. */
export type Fault = { readonly at: number } & (
  | { readonly type: 'restart'; readonly signal: 'SIGKILL' | 'SIGTERM'; readonly pause_ms: number }
  | { readonly type: 'devices'; readonly line: LineFault; readonly for_ms: number }
  /** The database is away while the service is restarted, and for a while after it. */
  | {
      readonly type: 'outage';
      readonly how: 'cut' | 'SIGINT' | 'SIGKILL';
      readonly restarts: readonly { readonly signal: 'SIGKILL' | 'SIGTERM'; readonly after_ms: number }[];
      readonly for_ms: number;
    }
  | { readonly type: 'database'; readonly line: LineFault; readonly for_ms: number }
  /** The server itself ends, in order or not, and comes back. */
  | { readonly type: 'server'; readonly signal: 'SIGINT' | 'SIGKILL'; readonly for_ms: number }
  | { readonly type: 'readOnly'; readonly for_ms: number }
  /** Others hold every connection that the server has. */
  | { readonly type: 'connections'; readonly for_ms: number }
  /** The volume of the journal fills up: with room left for alarms, or without. Only root can make such a volume. */
  | { readonly type: 'disk'; readonly leaves: 'alarms' | 'nothing'; readonly for_ms: number }
  /** Every device loses its connection at the same moment. */
  | { readonly type: 'storm' }
  /** Our clock jumps, and back unless it stays so. */
  | { readonly type: 'clock'; readonly by_ms: number; readonly for_ms: number; readonly stays?: true }
);

const lines: readonly LineFault[] = ['cut', 'reset', 'slow', 'lossy', 'halfOpen'];

/** Further forward it may be, too, but then more time has passed than a delay of the rules, and the hand is at a loss. */
const clockJumps = [
  { by_ms: -50_000 },
  { by_ms: 50_000 },
  { by_ms: -50_000, stays: true },
  { by_ms: 50_000, stays: true },
  { by_ms: -600_000, stays: true },
] as const;

/** One to three troubles; a third of the time an outage of the database with restarts in its middle. */
export function drawFaults(chance: Chance): readonly Fault[] {
  const faults: Fault[] = [];
  if (chance.chance(0.35)) faults.push(drawOutage(chance));
  else if (chance.chance(0.3)) faults.push(...drawStopAndKill(chance));
  else faults.push(drawFault(chance), ...(chance.chance(0.5) ? [drawFault(chance)] : []));
  if (chance.chance(0.4)) faults.push(drawDeviceTrouble(chance));
  return faults.sort((a, b) => a.at - b.at);
}

function drawOutage(chance: Chance): Fault {
  const restarts = Array.from({ length: chance.chance(0.3) ? 2 : 1 }, () => ({
    signal: drawSignal(chance),
    after_ms: chance.integer(0, 1_200),
  }));
  const how = chance.pick(['cut', 'cut', 'SIGINT', 'SIGKILL'] as const);
  return { at: chance.between(0, 0.5), type: 'outage', how, restarts, for_ms: chance.integer(0, 2_000) };
}

/** A stop saves what rules and desk remember; a kill later has them go on from that, and judge the rest again. */
function drawStopAndKill(chance: Chance): readonly Fault[] {
  const at = chance.between(0.1, 0.5);
  return [
    { at, type: 'restart', signal: 'SIGTERM', pause_ms: 0 },
    { at: at + chance.between(0.15, 0.4), type: 'restart', signal: 'SIGKILL', pause_ms: 0 },
  ];
}

function drawFault(chance: Chance): Fault {
  const at = chance.between(0.05, 0.9);
  const for_ms = chance.integer(300, 2_500);
  const drawn = chance.next();
  if (drawn < 0.35) return drawRestart(at, chance);
  if (drawn < 0.6) return { at, type: 'database', line: chance.pick(lines.slice(0, 4)), for_ms };
  if (drawn < 0.75) return { at, type: 'server', signal: chance.pick(['SIGINT', 'SIGKILL']), for_ms };
  if (drawn < 0.85) return { at, type: 'readOnly', for_ms };
  if (drawn < 0.92) return { at, type: 'connections', for_ms };
  if (drawn < 0.96)
    return { at, type: 'disk', leaves: chance.pick(['alarms', 'nothing']), for_ms: for_ms + 2_500 };
  return { at, type: 'clock', for_ms, ...chance.pick(clockJumps) };
}

function drawRestart(at: number, chance: Chance): Fault {
  return { at, type: 'restart', signal: drawSignal(chance), pause_ms: chance.pick([0, 0, 300]) };
}

function drawSignal(chance: Chance): 'SIGKILL' | 'SIGTERM' {
  return chance.chance(0.75) ? 'SIGKILL' : 'SIGTERM';
}

function drawDeviceTrouble(chance: Chance): Fault {
  const at = chance.between(0.05, 0.9);
  if (chance.chance(0.2)) return { at, type: 'storm' };
  return { at, type: 'devices', line: chance.pick(lines), for_ms: chance.integer(300, 1_500) };
}
