/** Members of staff by what they may do. A grid worker works from tasks on a phone, not from this list. */
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

/** `read` is what everybody may who is logged in. */
export type Permission = 'read' | 'act' | 'inspect' | 'rules' | 'manage';

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  gridWorker: ['read'],
  maintenance: ['read', 'inspect'],
  operator: ['read', 'act'],
  shiftLeader: ['read', 'act'],
  supervisor: ['read', 'act', 'rules'],
  administrator: ['read', 'act', 'inspect', 'rules', 'manage'],
};

/** Whether a role may: `act` on alerts, `inspect` the quarantine, change the `rules`, `manage` fleet and staff. */
export function isAllowed(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}

export function isRole(word: string): word is Role {
  return (roles as readonly string[]).includes(word);
}
