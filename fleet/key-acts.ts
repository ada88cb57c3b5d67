import { toNewKey, type EnrolmentKeys, type KnownKey } from './enrolment-keys.ts';
import { FleetError } from './new-device.ts';
import type { Fleet } from './fleet-interface.ts';
import type { KnownDevice } from './fleet-state.ts';

/** What staff do with enrolment keys; the database has it before it holds. */
export function createKeyActs(options: {
  readonly keys: EnrolmentKeys;
  /** Into the database. */
  readonly save: (name: string, key: KnownKey) => Promise<void>;
  /** Connections of such devices from before now are ended. */
  readonly cut: (isMeant: (known: KnownDevice) => boolean) => void;
  readonly requireSite: (siteId: string | null) => void;
  readonly changed: () => void;
  readonly now: () => number;
}): Pick<Fleet, 'createEnrolmentKey' | 'revokeEnrolmentKey'> {
  const { keys, save, changed, now } = options;
  return {
    async createEnrolmentKey(input) {
      options.requireSite(input.siteId ?? null);
      const { known: made, words } = toNewKey(input, now());
      await save('create enrolment key', made);
      keys.set(made);
      changed();
      return { key: { ...made.key, devices: 0, state: 'open' }, words };
    },

    async revokeEnrolmentKey(id, which) {
      const found = keys.get(id);
      if (found === undefined) throw new FleetError('unknown-key', `there is no enrolment key ${id}`);
      const isCut = which === 'cut' || found.key.revoked === 'all';
      const next = { ...found, key: { ...found.key, revoked: isCut ? 'all' : 'enrolment' } } as const;
      await save('revoke enrolment key', next);
      keys.set(next);
      if (isCut) options.cut((known) => came(known, id));
      changed();
    },
  };
}

/** It came by this key, and has no secret of its own, or had none until just now. */
function came({ secret, former, enrolmentKeyId }: KnownDevice, keyId: string): boolean {
  return enrolmentKeyId === keyId && (secret === null || former?.secret === null);
}
