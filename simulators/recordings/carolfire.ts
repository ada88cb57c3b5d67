import { toNumber, withoutMissing, type RecordingFormat, type RecordingOptions } from './recording-format.ts';

const conductors = ['l1', 'l2', 'l3', 'n'] as const;

/**
 * CAROLFIRE: cables heated to failure. The last cable channel, which is the one that scoring looks at, becomes
 * `cable_temperature_l1_c`; with `channel` "all" the three before it become l2, l3 and n, in that order
 * backwards; with "last" they are left out. Shroud and conduit are the oven, not the cable. Time 0 is the
 * start of heating.
 */
export function carolfire({ channel = 'all' }: RecordingOptions = {}): RecordingFormat {
  return {
    name: 'carolfire',
    title: 'CAROLFIRE heated cables: the last cable channel is l1; --channel last sends it alone',
    kind: 'electrical',
    clock: 'relative',
    isOrdered: true,
    delimiter: ',',
    toReadings(row) {
      const cables = Object.keys(row).filter((column) => column.startsWith('Cable '));
      const chosen = cables.toReversed().slice(0, channel === 'last' ? 1 : conductors.length);
      const values = withoutMissing(
        Object.fromEntries(
          chosen.map((column, index) => [`cable_temperature_${conductors[index]}_c`, toNumber(row[column])]),
        ),
      );
      const time_ms = Math.round(toNumber(row['Time']) * 1_000);
      if (Number.isNaN(time_ms) || Object.keys(values).length === 0) return [];
      return [{ kind: 'electrical', time_ms, deviceId: null, values }];
    },
  };
}
