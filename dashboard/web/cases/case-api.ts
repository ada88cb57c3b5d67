import type { AreaLevel, Area, Site } from '../../../domain/area.ts';
import type { CaseDeadline } from '../../../domain/case-desk.ts';
import type { CaseActionType, CaseCategory, CaseEvent, CaseSource, CaseStep } from '../../../domain/case.ts';
import type { Finding } from '../../../domain/alert.ts';
import type { Role } from '../../../domain/roles.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { AlertWithPlace, CaseWithPlace } from '../../live-protocol.ts';
import { ask, idempotencyKey, segment, withJson, withQuery } from '../shell/http.ts';

/** A case with all that is told of it. */
export interface CaseDetail {
  readonly case: CaseWithPlace;
  /** The oldest first. */
  readonly history: readonly CaseEvent[];
  readonly alerts: readonly AlertWithPlace[];
  readonly deadlines: readonly CaseDeadline[];
}

/** Somebody who can be given a case. */
export interface Assignee {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly openCases: number;
}

/** What goes with an action; what is missing is null. */
export interface CaseActionInput {
  readonly comment?: string | null;
  readonly assignee?: string | null;
  readonly finding?: Finding | null;
  /** ms */
  readonly until?: number | null;
}

/** What is asked of the archive; what is missing asks nothing. */
export type CaseSearch = Readonly<
  Partial<{
    state: 'open' | 'all';
    step: CaseStep;
    level: AreaLevel;
    area: string;
    assignee: string;
    overdue: boolean;
    category: CaseCategory;
    source: CaseSource;
    text: string;
    from: number;
    to: number;
    closedFrom: number;
    limit: number;
    cursor: string;
  }>
>;

export interface NewCase {
  readonly title: string;
  readonly description: string;
  readonly category: CaseCategory | null;
  readonly severity: Severity;
  readonly siteId: string | null;
  readonly areaCode: string | null;
  readonly pictureUrl?: string;
}

export interface EventSource {
  readonly id: string;
  readonly name: string;
  readonly source: CaseSource;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly createdBy: string;
}

export const caseApi = {
  search: (query: CaseSearch) =>
    ask<{ cases: readonly CaseWithPlace[]; nextCursor: string | null }>(
      'GET',
      withQuery('/api/cases', { ...query }),
    ),
  find: (id: string) => ask<CaseDetail>('GET', `/api/cases/${segment(id)}`),
  act: (
    { id, version }: { readonly id: string; readonly version: number },
    action: Exclude<CaseActionType, 'report'>,
    input: CaseActionInput,
  ) =>
    ask<{ case: CaseWithPlace }>(
      'POST',
      `/api/cases/${segment(id)}/${action}`,
      withJson({ version, ...input }, idempotencyKey()),
    ),
  report: (report: NewCase) =>
    ask<{ case: CaseWithPlace; isNew: boolean }>('POST', '/api/cases', withJson(report, idempotencyKey())),
  assignees: () => ask<{ people: readonly Assignee[] }>('GET', '/api/assignees'),
  areas: () => ask<{ areas: readonly Area[] }>('GET', '/api/areas'),
  sites: (cursor?: string) =>
    ask<{ sites: readonly Site[]; nextCursor: string | null }>(
      'GET',
      withQuery('/api/sites', { limit: 500, cursor }),
    ),
  sources: () => ask<{ sources: readonly EventSource[] }>('GET', '/api/event-sources'),
  addSource: (source: Pick<EventSource, 'id' | 'name' | 'source'>) =>
    ask<{ source: EventSource; token: string }>('POST', '/api/event-sources', withJson(source)),
  changeSource: (id: string, change: { readonly disabled?: boolean; readonly renewToken?: boolean }) =>
    ask<{ source: EventSource; token?: string }>(
      'PATCH',
      `/api/event-sources/${segment(id)}`,
      withJson(change),
    ),
};
