/**
 * The room where foresight is scored on recordings of real accidents. Here: how detections are held against
 * what really happened. The parts say what an event of theirs is and how early or late a detection may be.
 */

/** Something that happened in a recording. Times in ms; a detection counts in [from, to], both included. */
export interface ScoredEvent {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** A moment at which a detector spoke. `probability` is null where it says none. */
export interface Detection {
  readonly at: number;
  readonly probability: number | null;
}

/** An event with the detection that matched it. `lead_s` is negative when late; a miss has 0. */
export interface Match {
  readonly event: ScoredEvent;
  readonly detection: Detection | null;
  readonly lead_s: number;
}

/** `matches` are in the order of the events; of `falseAlarms` each is the first of its quiet period. */
export interface MatchResult {
  readonly matches: readonly Match[];
  readonly falseAlarms: readonly Detection[];
}

/**
 * Gives each event, the earliest first, the first detection in its window that no other event has. What is
 * left over is a false alarm, one within a window too: a second alert about one event tells nothing new.
 * It is merged with what was said (truly or falsely) less than `quiet_s` before and not itself merged, so
 * that a detector which chatters for hours is not counted as one.
 */
export function matchDetections(
  events: readonly ScoredEvent[],
  detections: readonly Detection[],
  quiet_s: number,
): MatchResult {
  const ordered = detections.toSorted((a, b) => a.at - b.at);
  const taken = new Set<Detection>();
  const found = new Map<ScoredEvent, Detection>();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const first = ordered.find(
      (detection) => detection.at >= event.from && detection.at <= event.to && !taken.has(detection),
    );
    if (first === undefined) continue;
    taken.add(first);
    found.set(event, first);
  }
  const matches = events.map((event) => {
    const detection = found.get(event) ?? null;
    return { event, detection, lead_s: detection === null ? 0 : (event.at - detection.at) / 1_000 };
  });
  return { matches, falseAlarms: mergeFalseAlarms(ordered, { taken, quiet_ms: quiet_s * 1_000 }) };
}

function mergeFalseAlarms(
  ordered: readonly Detection[],
  { taken, quiet_ms }: { taken: ReadonlySet<Detection>; quiet_ms: number },
): readonly Detection[] {
  const falseAlarms: Detection[] = [];
  let quietUntil = -Infinity;
  for (const detection of ordered) {
    const isTrue = taken.has(detection);
    if (!isTrue && detection.at < quietUntil) continue;
    if (!isTrue) falseAlarms.push(detection);
    quietUntil = detection.at + quiet_ms;
  }
  return falseAlarms;
}

/** Leads over many events, s. `shareInTime` is a fraction of all events, those missed included. */
export interface LeadSummary {
  readonly count: number;
  /** How many had any lead at all: saying it when it happens, or after, warned nobody. */
  readonly detected: number;
  readonly median_s: number;
  readonly p10_s: number;
  readonly shareInTime: number;
}

/** A miss takes part with its lead of 0. NaN instead of figures where there is no event. */
export function summarizeLeads(leads_s: readonly number[], required_s: number): LeadSummary {
  const count = leads_s.length;
  return {
    count,
    detected: leads_s.filter((lead_s) => lead_s > 0).length,
    median_s: quantile(leads_s, 0.5),
    p10_s: quantile(leads_s, 0.1),
    shareInTime: leads_s.filter((lead_s) => lead_s >= required_s).length / count,
  };
}

/** The value below which a share `q` (0 to 1) of the values lies, linear between neighbours; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  const place = q * (ordered.length - 1);
  const below = ordered[Math.floor(place)] ?? NaN;
  const above = ordered[Math.ceil(place)] ?? NaN;
  // Infinite times, of what never came, have no difference.
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

/**
 * The share (0 to 1) of these stretches of time, both ends included, in which something was said: of near
 * misses, say, or of quiet days. All on one device's time; NaN of none.
 */
export function warnedShare(
  stretches: readonly Pick<ScoredEvent, 'from' | 'to'>[],
  detections: readonly Detection[],
): number {
  const warned = stretches.filter(({ from, to }) => detections.some(({ at }) => at >= from && at <= to));
  return warned.length / stretches.length;
}
