import type { Books, StoredReading } from './books.ts';
import { foldExpected, reckonByHand, type Said } from './expected-alerts.ts';
import type { SentMessage, SentReading } from './fault-device.ts';
import type { Plan } from './plan.ts';
import type { Acknowledged } from './staff.ts';

/** What one run came to. Every list names what is wrong; a good run has empty ones. */
export interface Account {
  readonly acknowledgedReadings: number;
  readonly alerts: number;
  readonly activations: number;
  readonly acknowledgements: number;
  readonly deliveries: number;
  /** Devices of which alarms were taken in before older readings, for which there was no room. */
  readonly overtaken: number;
  /** By the books that differ: `readings lost`, `alerts doubled`, and so on. */
  readonly differences: Readonly<Record<string, readonly string[]>>;
}

/** The scope of what the service says about itself, and its rule about the disk. */
export const serviceItself = 'service';
export const diskRule = 'service-disk-full';

/** Compares what devices had acknowledged with what is stored, evaluated and announced. */
export async function account(given: {
  readonly plan: Plan;
  readonly startsAt: number;
  readonly messages: readonly SentMessage[];
  readonly acknowledged: readonly Acknowledged[];
  readonly books: Books;
  /** The volume of the journal was full for a while: the service must have told of it. */
  readonly wasFull: boolean;
}): Promise<Account> {
  const { plan, startsAt, messages, books } = given;
  const sure = messages.filter(({ isAcknowledged }) => isAcknowledged);
  const all = toSaid(books);
  const said = all.filter(({ deviceId }) => deviceId !== serviceItself);
  const receivedAt = new Map(
    books.readings.map((reading) => [readingKey(reading.deviceId, reading), reading]),
  );
  const arrivedAt = ({ deviceId, readings: [first] }: SentMessage): number =>
    (first === undefined ? undefined : receivedAt.get(readingKey(deviceId, first)))?.receivedAt ?? startsAt;
  // With room for alarms alone these come first, and what was measured before them is late.
  const isOvertaking = plan.faults.some((fault) => fault.type === 'disk' && fault.leaves === 'alarms');
  const inTurn = isOvertaking ? sure.toSorted((a, b) => arrivedAt(a) - arrivedAt(b)) : sure;
  const overtaken = devicesOutOfOrder(sure, inTurn);
  const folded = await foldExpected(inTurn, arrivedAt);
  const byHand = reckonByHand(plan.devices, startsAt).filter(({ deviceId }) => !overtaken.has(deviceId));
  const handRules = new Set(byHand.map(({ ruleId }) => ruleId));
  const saidPlainly = said.filter(
    ({ deviceId, ruleId, change }) =>
      handRules.has(ruleId) && change !== 'worsen' && change !== 'ease' && !overtaken.has(deviceId),
  );
  return {
    acknowledgedReadings: sure.reduce((sum, { readings }) => sum + readings.length, 0),
    alerts: books.storedAlerts.length,
    activations: said.filter(({ change }) => change === 'raise').length,
    acknowledgements: given.acknowledged.length,
    deliveries: books.deliveries.length,
    overtaken: overtaken.size,
    differences: {
      ...compareReadings(sure, messages, books.readings),
      ...compare('said by the rules, against a fold without faults', folded.map(toText), said.map(toText)),
      ...compare(
        'said by the rules, against the reckoning by hand',
        byHand.map(toPlainText),
        saidPlainly.map(toPlainText),
      ),
      ...checkOwn(all, given.wasFull),
      ...checkAlerts(books),
      ...checkAnnounced(books),
      ...checkAcknowledgements(books, given.acknowledged),
      'in quarantine': books.quarantined === 0 ? [] : [`${books.quarantined} messages`],
    },
  };
}

/** True when every book agrees. */
export function isBalanced({ differences }: Account): boolean {
  return Object.values(differences).every((list) => list.length === 0);
}

/** The hand knows a course as it was measured: of these it cannot say what came of it. */
function devicesOutOfOrder(
  measured: readonly SentMessage[],
  arrived: readonly SentMessage[],
): ReadonlySet<string> {
  const ofDevice = Map.groupBy(arrived, ({ deviceId }) => deviceId);
  const places = new Map<string, number>();
  const found = new Set<string>();
  for (const message of measured) {
    const place = places.get(message.deviceId) ?? 0;
    places.set(message.deviceId, place + 1);
    if (ofDevice.get(message.deviceId)?.[place] !== message) found.add(message.deviceId);
  }
  return found;
}

function readingKey(
  deviceId: string,
  { time, seq }: Pick<SentReading, 'time'> & { seq: number | null },
): string {
  return `${deviceId} ${time} ${seq}`;
}

function toReadingText(deviceId: string, reading: SentReading | StoredReading): string {
  const values = Object.entries(reading.values).map(([name, value]) => `${name}=${value}`);
  return `${readingKey(deviceId, reading)} ${values.toSorted().join(' ')}`;
}

function toTexts(messages: readonly SentMessage[]): readonly string[] {
  return messages.flatMap(({ deviceId, readings }) =>
    readings.map((reading) => toReadingText(deviceId, reading)),
  );
}

/** What is stored and was sent but not acknowledged is no fault: the PUBACK may have been lost. */
function compareReadings(
  sure: readonly SentMessage[],
  sent: readonly SentMessage[],
  stored: readonly StoredReading[],
): Account['differences'] {
  const found = countOf(stored.map((reading) => toReadingText(reading.deviceId, reading)));
  const known = new Set(toTexts(sent));
  return {
    'readings lost': toTexts(sure).filter((text) => !found.has(text)),
    'readings doubled': [...found].flatMap(([text, copies]) => (copies > 1 ? [`${copies} × ${text}`] : [])),
    'readings that nobody sent': [...found.keys()].filter((text) => !known.has(text)),
  };
}

const openings = new Set(['raise', 'reactivate', 'known']);

function toSaid({ events }: Books): readonly Said[] {
  return events.flatMap(({ by, type, deviceId, ruleId, eventTime, activation, severity }) => {
    if (by !== 'rules' || eventTime === null) return [];
    const change = openings.has(type) && type !== 'known' ? 'raise' : type;
    if (change !== 'raise' && change !== 'worsen' && change !== 'ease' && change !== 'return') return [];
    return [
      { deviceId, ruleId, change, eventTime, activation: activation ?? 'none', severity: severity ?? 0 },
    ];
  });
}

function toText({ activation, severity, ...said }: Said): string {
  return `${toPlainText(said)} severity ${severity} ${activation}`;
}

function toPlainText({ deviceId, ruleId, change, eventTime }: Said): string {
  return `${deviceId} ${ruleId} ${change} ${new Date(eventTime).toISOString()}`;
}

function compare(
  what: string,
  expected: readonly string[],
  found: readonly string[],
): Account['differences'] {
  const left = countOf(found);
  const lost = expected.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
  const more = [...left].flatMap(([text, count]) => (count > 0 ? [`${count} × ${text}`] : []));
  return { [`lost: ${what}`]: lost, [`too much: ${what}`]: more };
}

/** What the service says about itself is said where there is reason for it, and ends. */
function checkOwn(said: readonly Said[], wasFull: boolean): Account['differences'] {
  const own = said.filter(({ deviceId }) => deviceId === serviceItself);
  const raised = own.filter(({ change }) => change === 'raise').map(({ ruleId }) => ruleId);
  const returned = own.filter(({ change }) => change === 'return').map(({ ruleId }) => ruleId);
  return {
    'a full disk that nobody was told of': wasFull && !raised.includes(diskRule) ? ['it was full'] : [],
    'alerts about a disk that was not full': wasFull ? [] : raised.filter((ruleId) => ruleId === diskRule),
    'alerts of the service about itself that did not end': raised.length === returned.length ? [] : raised,
  };
}

/** The database and the API know the same alerts; what pages were ever shown is among them, under the same id. */
function checkAlerts({ storedAlerts, alerts, shown, events }: Books): Account['differences'] {
  const stored = new Map(storedAlerts.map((alert) => [alert.id, alert]));
  const served = new Map(alerts.map((alert) => [alert.id, alert]));
  const versions = countOf(events.map(({ alertId, version }) => `${alertId} ${version}`));
  const latest = new Map(events.map(({ alertId, version }) => [alertId, version]));
  return {
    'alerts that only the API has': [...served.keys()].filter((id) => !stored.has(id)),
    'alerts that only the database has': [...stored.keys()].filter((id) => !served.has(id)),
    'alerts of which database and API say different things': [...served.values()].flatMap((alert) => {
      const kept = stored.get(alert.id);
      if (kept === undefined) return [];
      const isSame = kept.operator === alert.operator && kept.condition === alert.condition;
      return isSame
        ? []
        : [`${alert.id}: ${alert.operator}/${alert.condition}, stored ${kept.operator}/${kept.condition}`];
    }),
    'alerts without their whole history': [...served.values()].flatMap(({ id, version }) => {
      for (let each = 1; each <= version; each += 1) {
        if (versions.get(`${id} ${each}`) !== 1) return [`${id}: version ${each} of ${version}`];
      }
      return latest.get(id) === version ? [] : [`${id}: history goes to ${latest.get(id)}, not ${version}`];
    }),
    'alerts that were shown and are gone': [...shown].filter((id) => !stored.has(id)),
  };
}

/** Who looks at a page sees every alert; whoever is told of what is critical is told once of each activation. */
function checkAnnounced({ alerts, shown, events, deliveries, told }: Books): Account['differences'] {
  const raised = new Map<string, number>();
  for (const { subjectId, reason } of deliveries) {
    if (reason === 'raised') raised.set(subjectId, (raised.get(subjectId) ?? 0) + 1);
  }
  const ids = new Set(deliveries.map(({ id }) => id));
  const heard = new Set(told);
  const critical = alerts.filter(({ latch, retrospective }) => latch !== 'free' && !retrospective);
  return {
    'alerts that no page was shown': alerts.map(({ id }) => id).filter((id) => !shown.has(id)),
    'alerts about the past': events
      .filter(({ retrospective }) => retrospective)
      .map(({ alertId, deviceId, ruleId }) => `${deviceId} ${ruleId} ${alertId}`),
    'critical alerts of which nobody was told': critical.map(({ id }) => id).filter((id) => !raised.has(id)),
    'alerts that were told as new more than once': [...raised].flatMap(([id, count]) =>
      count > 1 ? [`${count} × ${id}`] : [],
    ),
    'deliveries that are called sent and never came': deliveries.flatMap(({ id, state }) =>
      (state === 'sent' || state === 'confirmed') && !heard.has(id) ? [id] : [],
    ),
    'deliveries that did not end': deliveries.flatMap(({ id, state }) => (state === 'waiting' ? [id] : [])),
    'messages that nobody decided': [...heard].filter((key) => !ids.has(key)),
  };
}

/** Each acknowledgement that staff were told of is in the history once, and holds until something new happens. */
function checkAcknowledgements(
  { alerts, events }: Books,
  acknowledged: readonly Acknowledged[],
): Account['differences'] {
  const wanted = countOf(acknowledged.map(({ alertId }) => alertId));
  const kept = countOf(events.filter(({ type }) => type === 'acknowledge').map(({ alertId }) => alertId));
  const renewing = new Set(['reactivate', 'worsen', 'raise', 'realarm']);
  const last = new Map<string, string>();
  for (const { alertId, type } of events) {
    if (type === 'acknowledge' || renewing.has(type)) last.set(alertId, type);
  }
  const unacknowledged = new Set(
    alerts.filter(({ operator }) => operator === 'unacknowledged').map(({ id }) => id),
  );
  return {
    'acknowledgements lost': [...wanted].flatMap(([id, count]) =>
      (kept.get(id) ?? 0) < count ? [`${count} × ${id}`] : [],
    ),
    'acknowledgements doubled': [...kept].flatMap(([id, count]) =>
      count > (wanted.get(id) ?? 0) ? [`${count} × ${id}`] : [],
    ),
    'acknowledgements that did not hold': [...unacknowledged].filter((id) => last.get(id) === 'acknowledge'),
  };
}

function countOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
