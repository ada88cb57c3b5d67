import { fileURLToPath } from 'node:url';
import type { AlertChange } from '../../domain/alert.ts';
import { decodeJson } from '../../ingest/json-codec.ts';
import { createRulesEngine } from '../../rules/engine.ts';
import { loadRules } from '../../rules/load-rules.ts';
import { step_ms } from './course.ts';
import type { SentMessage } from './fault-device.ts';
import type { DevicePlan } from './plan.ts';

export const rulesDirectory = fileURLToPath(new URL('rules', import.meta.url));

/** Something that the rules must say, or said. `raise` stands for every beginning: raised anew or active again. */
export interface Said {
  readonly deviceId: string;
  readonly ruleId: string;
  readonly change: 'raise' | 'worsen' | 'ease' | 'return';
  /** By the device's clock, ms. */
  readonly eventTime: number;
  /** The engine's id of the activation; the hand does not know it. */
  readonly activation?: string;
  readonly severity?: number;
}

const changes = new Set(['raise', 'worsen', 'ease', 'return']);

/** What a fresh engine makes of the acknowledged messages, each once, in the order of measuring, with no fault. */
export async function foldExpected(
  messages: readonly SentMessage[],
  receivedAtOf: (message: SentMessage) => number,
): Promise<readonly Said[]> {
  const { rules, errors } = await loadRules(rulesDirectory);
  if (errors.length > 0) throw new Error(`the suite's rules are wrong: ${JSON.stringify(errors)}`);
  const engine = createRulesEngine({ rules });
  const said: AlertChange[] = [];
  for (const [index, message] of messages.entries()) {
    const { deviceId, kind } = message;
    const arrived = {
      deviceId,
      kind,
      payload: Buffer.from(message.payload),
      receivedAt: receivedAtOf(message),
    };
    const record = { type: 'telemetry', ...arrived, ...decodeJson(arrived) } as const;
    said.push(...engine.evaluate({ offset: index + 1, record }));
  }
  return said.flatMap(({ deviceId, ruleId, change, eventTime, alertId: activation, severity }) =>
    changes.has(change)
      ? [{ deviceId, ruleId, change: change as Said['change'], eventTime, activation, severity }]
      : [],
  );
}

/** What must be said by the courses alone, reckoned without the engine: raising and returning of plain rules. */
export function reckonByHand(devices: readonly DevicePlan[], startsAt: number): readonly Said[] {
  return devices.flatMap(({ id, clock_ms, said }) =>
    said.map(({ ruleId, change, step }) => ({
      deviceId: id,
      ruleId,
      change,
      eventTime: startsAt + clock_ms + step * step_ms,
    })),
  );
}
