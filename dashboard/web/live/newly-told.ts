import type { LiveTelemetry } from '../../live-protocol.ts';

type Told = Pick<LiveTelemetry, 'deviceId' | 'receivedAt'>;

/** Which readings say how long the way to this screen took. */
export interface NewlyTold {
  /**
   * Those of the readings, in their order, that came while their device was looked at: neither the latest that is
   * told when somebody begins to look, nor what is told again because somebody else did. Both are old.
   */
  take<R extends Told>(readings: readonly R[]): readonly R[];
  /** After a break the service tells the latest again. */
  forget(): void;
}

export function createNewlyTold(): NewlyTold {
  const lastReceivedAt = new Map<string, number>();
  return {
    take(readings) {
      return readings.filter(({ deviceId, receivedAt }) => {
        const former = lastReceivedAt.get(deviceId);
        lastReceivedAt.set(deviceId, receivedAt);
        return former !== undefined && receivedAt > former;
      });
    },
    forget: () => lastReceivedAt.clear(),
  };
}
