import type { Fleet } from '../fleet/fleet.ts';
import { decodeTopic } from './topics.ts';

/** What of a CONNECT decides whether it is let in. */
export interface ConnectRequest {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly willTopic: string | undefined;
}

/** Return codes of a CONNACK, MQTT 3.1.1 table 3.1. */
const ReturnCode = { identifierRejected: 2, badCredentials: 4, notAuthorised: 5 } as const;

export type ConnectJudgement =
  | { readonly admitted: true; readonly by: 'device' | 'enrolment' }
  | {
      readonly admitted: false;
      readonly returnCode: (typeof ReturnCode)[keyof typeof ReturnCode];
      readonly reason: 'client-id' | 'no-user-name' | 'other-user-name' | 'credentials' | 'will';
    };

/** Client id = user name = device id, the password is the device's secret or the enrolment key, and a will is its status. */
export function judgeConnect(
  request: ConnectRequest,
  fleet: Pick<Fleet, 'authenticate' | 'device'>,
): ConnectJudgement {
  const { clientId, username, password, willTopic } = request;
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(clientId)) return refuse(ReturnCode.identifierRejected, 'client-id');
  // A password without a user name is against the protocol too (MQTT-3.1.2-22).
  if (username === undefined) return refuse(ReturnCode.badCredentials, 'no-user-name');
  if (username !== clientId) return refuse(ReturnCode.badCredentials, 'other-user-name');
  const by = fleet.authenticate(clientId, password ?? new Uint8Array());
  if (by === 'refused') return refuse(ReturnCode.badCredentials, 'credentials');
  if (willTopic !== undefined) {
    const topic = decodeTopic(willTopic);
    const known = fleet.device(clientId);
    const isOwnStatus =
      topic !== null &&
      topic.channel === 'status' &&
      topic.deviceId === clientId &&
      (known === undefined || known.kind === topic.kind);
    if (!isOwnStatus) return refuse(ReturnCode.notAuthorised, 'will');
  }
  return { admitted: true, by };
}

function refuse(
  returnCode: (ConnectJudgement & { admitted: false })['returnCode'],
  reason: (ConnectJudgement & { admitted: false })['reason'],
): ConnectJudgement {
  return { admitted: false, returnCode, reason };
}
