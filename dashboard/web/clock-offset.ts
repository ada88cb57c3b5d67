/** Round trips looked back on: long enough to meet a quick one, short enough to follow a drifting clock. */
const samplesMax = 12;

export interface ClockOffset {
  /** Takes a round trip: sent and received by our clock, answered by the server's. Times in ms. */
  add(sample: { sentAt: number; receivedAt: number; serverTime: number }): void;
  /** Server's clock minus ours, ms; 0 until known. */
  offset(): number;
  /** Of the quickest round trip, ms: the offset is at most half of it wrong. Null until known. */
  roundTrip(): number | null;
}

/** How far this machine's clock is off the server's, by the quickest recent round trip (as in NTP). */
export function createClockOffset(): ClockOffset {
  const samples: { offset: number; roundTrip: number }[] = [];

  function best(): { offset: number; roundTrip: number } | null {
    return samples.reduce<{ offset: number; roundTrip: number } | null>(
      (least, sample) => (least === null || sample.roundTrip < least.roundTrip ? sample : least),
      null,
    );
  }

  return {
    add({ sentAt, receivedAt, serverTime }) {
      const roundTrip = receivedAt - sentAt;
      // The clock was set in between.
      if (roundTrip < 0) return;
      samples.push({ roundTrip, offset: serverTime - (sentAt + receivedAt) / 2 });
      if (samples.length > samplesMax) samples.shift();
    },
    offset: () => best()?.offset ?? 0,
    roundTrip: () => best()?.roundTrip ?? null,
  };
}
