import type { ServiceMark } from '../../../domain/alert.ts';
import type { Handover, HandoverSheet } from '../../../domain/handover.ts';
import type { PlanRun } from '../../../domain/plan.ts';
import type { Colleague } from '../parts/staff-names.ts';
import { ask, idempotencyKey, segment, withJson, withQuery } from '../shell/http.ts';
import type { Language } from '../../../domain/text.ts';

type Signed = { readonly handover: Handover };

export const handoverApi = {
  present: () =>
    ask<{ readonly sheet: HandoverSheet; readonly handover: Handover | null }>('GET', '/api/handover'),
  list: () => ask<{ readonly handovers: readonly Handover[] }>('GET', '/api/handovers?limit=100'),
  one: (id: string) => ask<Signed>('GET', `/api/handovers/${segment(id)}`),
  give: (to: string, remarks: string) =>
    ask<Signed>('POST', '/api/handover', withJson({ to, remarks }, idempotencyKey())),
  take: ({ id, version }: Handover, remarks: string) =>
    ask<Signed>(
      'POST',
      `/api/handovers/${segment(id)}/take`,
      withJson({ version, remarks }, idempotencyKey()),
    ),
  colleagues: () => ask<{ readonly people: readonly Colleague[] }>('GET', '/api/staff/names'),
  planRuns: () => ask<{ readonly runs: readonly PlanRun[] }>('GET', '/api/plan-runs?state=running'),
  outOfService: () => ask<{ readonly marks: readonly ServiceMark[] }>('GET', '/api/service'),
};

/** The page to print: the present sheet, or a signed one. */
export function printPath(id: string | undefined, language: Language): string {
  return withQuery('/api/handover/print', { id, language });
}
