import type { Position } from '../../../domain/actor.ts';
import type { Finding } from '../../../domain/alert.ts';
import type { CaseActionType, CaseCategory } from '../../../domain/case.ts';
import type { Text } from '../../../domain/text.ts';

/** What a person in the street does to their task. */
export type TaskAction = Extract<CaseActionType, 'take' | 'arrive' | 'handle' | 'sendBack' | 'comment'>;

/** Something done to a task. */
export interface TaskAct {
  readonly type: 'task';
  readonly caseId: string;
  /** For people, where the task itself is no longer known. */
  readonly title: string;
  readonly action: TaskAction;
  /** The version of the case that the person saw, or that their own act before this one made. */
  readonly seen: number;
  readonly comment: string | null;
  readonly finding: Finding | null;
  readonly position: Position | null;
}

/** Something new that the person has seen (随手报). */
export interface ReportAct {
  readonly type: 'report';
  readonly category: CaseCategory | null;
  readonly title: string;
  readonly description: string;
  readonly position: Position | null;
  /** Whoever takes calls in the centre says whose report it is; a grid worker's is their own. */
  readonly source: 'staff' | null;
}

/** How an act stands: `refused` ones wait for the person to look at them. */
export type ActState = 'waiting' | 'refused' | 'sent';

/** Something that a person did, on its way to the centre. */
export interface Act {
  /** Its place in the order; given by the store. */
  readonly id: number;
  /** The idempotency key: however often it is sent, it happens once. */
  readonly key: string;
  /** Whose it is: it is never sent under another's name. */
  readonly by: string;
  readonly madeAt: number;
  readonly content: TaskAct | ReportAct;
  readonly picture: Blob | null;
  /** Where the picture lies once it has been sent, ahead of the act itself. */
  readonly pictureUrl: string | null;
  readonly state: ActState;
  /** Why it was refused. */
  readonly fault: ActFault | null;
  /** How often the service failed over it, beside having no connection. */
  readonly failures: number;
  /** When it was sent or refused. */
  readonly settledAt: number | null;
  /** The version of the case that it made. */
  readonly made: number | null;
}

export interface ActFault {
  readonly code: string;
  /** In the service's words; null where it gave none. */
  readonly reason: Text | null;
}

/** Whether an act changes whose turn it is, so that what comes after it rests on it. */
export function isDecision({ content }: Pick<Act, 'content'>): boolean {
  return content.type === 'task' && content.action !== 'comment';
}
