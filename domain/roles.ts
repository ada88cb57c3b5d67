/** Members of staff by what they may do. A grid worker works from tasks on a phone, not from the list of alerts. */
export const roles = [
  'viewer',
  'operator',
  'shiftLeader',
  'supervisor',
  'administrator',
  'maintenance',
  'gridWorker',
] as const;
export type Role = (typeof roles)[number];

/**
 * - `read`: what everybody may who is logged in.
 * - `act`: acknowledge, silence, confirm, comment, assign, shelve for a short time; accept and dispatch cases.
 * - `lead`: reset latches, shelve for long, whistle, approve extensions and holds, void cases.
 * - `service`: take devices out of service and put them back.
 * - `task`: accept a task, arrive, report: on one's own tasks only.
 * - `inspect`: the quarantine. `rules`: rules, routing, plans. `manage`: fleet and staff.
 */
export type Permission = 'read' | 'act' | 'lead' | 'service' | 'task' | 'inspect' | 'rules' | 'manage';

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  gridWorker: ['read', 'task'],
  maintenance: ['read', 'service', 'task', 'inspect'],
  operator: ['read', 'act', 'task'],
  shiftLeader: ['read', 'act', 'lead', 'service', 'task'],
  supervisor: ['read', 'act', 'lead', 'service', 'task', 'rules'],
  administrator: ['read', 'act', 'lead', 'service', 'task', 'inspect', 'rules', 'manage'],
};

export function isAllowed(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}

export function permissionsOf(role: Role): readonly Permission[] {
  return granted[role];
}

export function isRole(word: string): word is Role {
  return (roles as readonly string[]).includes(word);
}
