import { pino } from 'pino';
import type { PlanAction, PlanFile, PlanSituation, PlanSubject } from '../../domain/plan.ts';
import type { JournalRecord } from '../../domain/record.ts';
import type { Role } from '../../domain/roles.ts';
import { parsePlans, toPlanSetId, type ParsedPlans } from './parse-plans.ts';
import { createPlanRoom, type PlanRoom } from './plan-room.ts';

/** For tests: two plans and two places. */
export const planFiles = [
  {
    name: 'small.yaml',
    text: `plan: small
title: { zh: 小火, en: Small fire }
summary: { zh: 小火, en: A small fire }
for: { kinds: [smoke] }
steps:
  - { id: call, role: operator, within_s: 60, text: { zh: 打电话, en: Call } }
  - { id: send, role: gridWorker, within_s: 120, case: true, text: { zh: 派人, en: Send } }
  - { id: repair, role: maintenanceContractor, within_s: 60, text: { zh: 修, en: Repair } }
  - { id: write, role: operator, text: { zh: 记录, en: Write it down } }
call:
  - { role: fireStation, why: { zh: 增援, en: reinforcement } }
resources:
  - { name: { zh: 灭火器, en: Extinguishers }, quantity: 2, unit: { zh: 具, en: pieces } }
places:
  - { kind: hydrant, within_m: 500 }
  - { kind: assembly, within_m: 2000 }
`,
  },
  {
    name: 'other.yaml',
    text: `plan: other
title: { zh: 其他, en: Other }
summary: { zh: 其他, en: Other }
for: {}
steps:
  - { id: look, role: operator, within_s: 30, text: { zh: 看, en: Look } }
`,
  },
  {
    name: 'places.geojson',
    text: JSON.stringify({
      type: 'FeatureCollection',
      features: [
        ['h-near', 'hydrant', 114.051, 22.54],
        ['h-far', 'hydrant', 114.08, 22.54],
        ['a-near', 'assembly', 114.05, 22.543],
        ['p-near', 'pump', 114.05, 22.541],
      ].map(([id, kind, longitude, latitude]) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [longitude, latitude] },
        properties: { id, kind, name_zh: `点 ${id}`, name_en: `Place ${id}`, demo: id === 'a-near' },
      })),
    }),
  },
];

/** For tests: what is known of any subject but `none`. */
export function toSituation(subject: PlanSubject): PlanSituation | null {
  if (subject.id === 'none') return null;
  return {
    subject,
    title: { zh: '火警', en: 'Fire alarm' },
    severity: 1,
    kinds: ['smoke'],
    path: ['site:s1', 'building:b1', 'street:st1'],
    deviceId: 'smoke-1',
    position: null,
  };
}

interface Who {
  readonly by: string;
  readonly role: Role;
  readonly seat: null;
  readonly at: number;
  readonly idempotencyKey: string;
  readonly comment: string | null;
}

/** For tests: somebody who asks for something. */
export function toPlanAction<A extends Partial<PlanAction> & Pick<PlanAction, 'action'>>(
  action: A,
): Omit<Who, keyof A> & A {
  const who: Who = {
    by: 'li',
    role: 'operator',
    seat: null,
    at: 1_800_000_000_000,
    idempotencyKey: JSON.stringify(action),
    comment: null,
  };
  return { ...who, ...action };
}

/** Reading YAML takes longer than a whole history: each set once. */
const parsed = new Map<string, ParsedPlans>();
function parse(files: readonly PlanFile[]): ParsedPlans {
  const setId = toPlanSetId(files);
  const known = parsed.get(setId) ?? parsePlans(files);
  parsed.set(setId, known);
  return known;
}

/** For tests: plans with the shortest of journals, which delivers what is appended at once. */
export function createTestPlans(): {
  readonly plans: PlanRoom;
  readonly records: JournalRecord[];
  readonly take: (record: JournalRecord) => void;
} {
  const records: JournalRecord[] = [];
  const take = (record: JournalRecord): void => {
    records.push(record);
    plans.apply({ offset: records.length, record });
  };
  const plans = createPlanRoom({
    append: (record) => {
      take(record);
      return Promise.resolve(records.length);
    },
    situationOf: toSituation,
    parse,
    log: pino({ level: 'silent' }),
  });
  return { plans, records, take };
}
