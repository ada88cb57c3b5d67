import type { EnrolmentKeys } from './enrolment-keys.ts';
import type { Fleet } from './fleet-interface.ts';
import type { KnownDevice } from './fleet-state.ts';
import { matchesSecret } from './secret.ts';

/** What a password makes of a device, known or not, at an instant (ms): see `Fleet`. */
export function authenticate(
  found: KnownDevice | undefined,
  password: Uint8Array,
  { keys, at }: { readonly keys: EnrolmentKeys; readonly at: number },
): ReturnType<Fleet['authenticate']> {
  if (found === undefined) {
    const id = keys.idOf(password);
    return id !== undefined && keys.isOpen(id) ? 'enrolment' : 'refused';
  }
  if (found.device.disabled) return 'refused';
  const { secret, former, enrolmentKeyId } = found;
  /** Null: the device came by an enrolment key and has no secret of its own. */
  const isRight = (one: typeof secret): boolean =>
    one === null ? keys.letsIn(password, enrolmentKeyId) : matchesSecret(password, one);
  if (isRight(secret)) return 'device';
  const isGrace = former !== null && at < former.until;
  return isGrace && isRight(former.secret) ? 'device' : 'refused';
}
