/** Round trips looked back on: long enough to meet a quick one, short enough to follow a drifting clock. */
const samplesMax = 12;
/** One round trip alone may have waited for the page's own work, and says nothing then. */
const samplesMin = 3;
/** How far two clocks may part between the samples looked back on; more, and one of them was set. */
const driftMax_ms = 50;

export interface ClockOffset {
  /** Takes a round trip: sent and received by our clock, answered by the server's. Times in ms. */
  add(sample: { sentAt: number; receivedAt: number; serverTime: number }): void;
  /** Server's clock minus ours, ms; 0 until known. */
  offset(): number;
  /** How wrong the offset is at most, ms: half of the quickest round trip. Null until several were taken. */
  error(): number | null;
  /** A new line: the machine may have slept. The old offset holds until the next round trip. */
  renew(): void;
}

interface Sample {
  readonly offset: number;
  readonly error: number;
}

/** How far this machine's clock is off the server's, by the quickest recent round trip (as in NTP). */
export function createClockOffset(): ClockOffset {
  let samples: Sample[] = [];
  let isOld = false;

  function best(): Sample | null {
    return samples.reduce<Sample | null>(
      (least, sample) => (least === null || sample.error < least.error ? sample : least),
      null,
    );
  }

  /** A clock was set in between: both offsets cannot be true. */
  function contradicts(sample: Sample): boolean {
    const known = best();
    if (known === null) return false;
    return Math.abs(known.offset - sample.offset) > known.error + sample.error + driftMax_ms;
  }

  return {
    add({ sentAt, receivedAt, serverTime }) {
      const roundTrip = receivedAt - sentAt;
      // The clock was set on the way.
      if (roundTrip < 0) return;
      const sample = { error: roundTrip / 2, offset: serverTime - (sentAt + receivedAt) / 2 };
      if (isOld || contradicts(sample)) samples = [];
      isOld = false;
      samples.push(sample);
      if (samples.length > samplesMax) samples.shift();
    },
    offset: () => best()?.offset ?? 0,
    error: () => (isOld || samples.length < samplesMin ? null : (best()?.error ?? null)),
    renew() {
      isOld = true;
    },
  };
}
