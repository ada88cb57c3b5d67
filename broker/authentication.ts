import type { SensorKind } from '../domain/kinds.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { decodeTopic } from './topics.ts';

/** What of a CONNECT decides whether it is let in. */
export interface ConnectRequest {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly willTopic: string | undefined;
  /** False where too many wrong credentials came from: then nobody enrols from there for a while. */
  readonly mayEnrol: boolean;
  /** Names of the certificate that it showed, signed by our authority; null: it showed none. */
  readonly certificateNames: readonly string[] | null;
  /** A certificate of its name is enough, and the password is not looked at. */
  readonly certificateSuffices: boolean;
}

/** Return codes of a CONNACK, MQTT 3.1.1 table 3.1. */
const ReturnCode = {
  identifierRejected: 2,
  unavailable: 3,
  badCredentials: 4,
  notAuthorised: 5,
} as const;

export type ConnectJudgement =
  | { readonly admitted: true; readonly by: 'device' | 'enrolment' }
  | {
      readonly admitted: false;
      readonly returnCode: (typeof ReturnCode)[keyof typeof ReturnCode];
      readonly reason:
        | 'client-id'
        | 'certificate-name'
        | 'not-welcome'
        | 'no-user-name'
        | 'other-user-name'
        | 'enrolment-brake'
        | 'credentials'
        | 'will';
    };

/**
 * Client id = user name = device id = the name of its certificate where it shows one; the password is the
 * device's secret or an enrolment key; and a will is its status.
 */
export function judgeConnect(
  request: ConnectRequest,
  fleet: Pick<Fleet, 'authenticate' | 'device'>,
): ConnectJudgement {
  const { clientId, willTopic } = request;
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(clientId)) return refuse(ReturnCode.identifierRejected, 'client-id');
  const { certificateNames, certificateSuffices } = request;
  if (certificateNames !== null && !certificateNames.includes(clientId)) {
    return refuse(ReturnCode.notAuthorised, 'certificate-name');
  }
  const isProven = certificateNames !== null && certificateSuffices;
  const verdict = isProven ? judgeCertified(request, fleet) : judgePassword(request, fleet);
  if (!verdict.admitted || willTopic === undefined) return verdict;
  return isOwnStatus(willTopic, fleet.device(clientId)?.kind, clientId)
    ? verdict
    : refuse(ReturnCode.notAuthorised, 'will');
}

/** A certificate says who it is, not that it is welcome: only devices that are known and not disabled are. */
function judgeCertified(
  { clientId, username }: ConnectRequest,
  fleet: Pick<Fleet, 'device'>,
): ConnectJudgement {
  if (username !== undefined && username !== clientId) {
    return refuse(ReturnCode.badCredentials, 'other-user-name');
  }
  const device = fleet.device(clientId);
  if (device === undefined || device.disabled) return refuse(ReturnCode.notAuthorised, 'not-welcome');
  return { admitted: true, by: 'device' };
}

function judgePassword(
  { clientId, username, password, mayEnrol }: ConnectRequest,
  fleet: Pick<Fleet, 'authenticate' | 'device'>,
): ConnectJudgement {
  // A password without a user name is against the protocol too (MQTT-3.1.2-22).
  if (username === undefined) return refuse(ReturnCode.badCredentials, 'no-user-name');
  if (username !== clientId) return refuse(ReturnCode.badCredentials, 'other-user-name');
  if (!mayEnrol && fleet.device(clientId) === undefined) {
    return refuse(ReturnCode.unavailable, 'enrolment-brake');
  }
  const by = fleet.authenticate(clientId, password ?? new Uint8Array());
  if (by === 'refused') return refuse(ReturnCode.badCredentials, 'credentials');
  return { admitted: true, by };
}

function isOwnStatus(topic: string, kind: SensorKind | undefined, deviceId: string): boolean {
  const decoded = decodeTopic(topic);
  if (decoded?.channel !== 'status' || decoded.deviceId !== deviceId) return false;
  return kind === undefined || kind === decoded.kind;
}

function refuse(
  returnCode: (ConnectJudgement & { admitted: false })['returnCode'],
  reason: (ConnectJudgement & { admitted: false })['reason'],
): ConnectJudgement {
  return { admitted: false, returnCode, reason };
}
