import type { PlanRole } from './plan.ts';
import { isAllowed, type Role } from './roles.ts';

/** Whether a member of staff may end a step: who works from the list of alerts any, who is sent out those of their own role. */
export function mayEndStep(role: Role, stepRole: PlanRole): boolean {
  if (isAllowed(role, 'act')) return true;
  if (role === 'gridWorker') return stepRole === 'gridWorker';
  return role === 'maintenance' && stepRole === 'maintenanceContractor';
}
