import type { Role } from '../../domain/roles.ts';
import type { ServiceSession } from './service-session.ts';

/** A member of the demo's staff. All have the demo's one password. */
export interface Person {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
}

/** One shift of a small centre, and who walks the street for it. */
export const people = {
  leader: { username: 'liqiang', name: '李强', role: 'shiftLeader' },
  operators: [
    { username: 'zhaomin', name: '赵敏', role: 'operator' },
    { username: 'sunlei', name: '孙磊', role: 'operator' },
  ],
  gridWorkers: [
    { username: 'wangfang', name: '王芳', role: 'gridWorker' },
    { username: 'chenjie', name: '陈杰', role: 'gridWorker' },
    { username: 'wuting', name: '吴婷', role: 'gridWorker' },
  ],
  maintenance: { username: 'heping', name: '何平', role: 'maintenance' },
} as const satisfies Readonly<Record<string, Person | readonly Person[]>>;

const everybody: readonly Person[] = [
  people.leader,
  ...people.operators,
  ...people.gridWorkers,
  people.maintenance,
];

/** Opens the accounts that are not there yet. */
export async function employ(admin: ServiceSession, password: string): Promise<void> {
  const { staff } = await admin.get<{ staff: readonly Person[] }>('/api/staff');
  const known = new Set(staff.map(({ username }) => username));
  for (const person of everybody) {
    if (!known.has(person.username)) await admin.send('POST', '/api/staff', { ...person, password });
  }
}
