import type { Case, CaseActionType } from '../../../domain/case.ts';

export type DoableAction = Exclude<CaseActionType, 'report'>;

/** What an action's form asks for. */
export interface ActionFields {
  readonly assignee: 'no' | 'optional' | 'required';
  readonly finding: 'no' | 'optional' | 'required';
  readonly until: 'no' | 'optional' | 'required';
  readonly comment: 'no' | 'optional' | 'required';
}

const none: ActionFields = { assignee: 'no', finding: 'no', until: 'no', comment: 'no' };
const remark: ActionFields = { ...none, comment: 'optional' };
const reason: ActionFields = { ...none, comment: 'required' };

/** What each action needs; the fold refuses what lacks it. */
export function fieldsOf(action: DoableAction, one: Pick<Case, 'extensionAsked'>): ActionFields {
  switch (action) {
    case 'dispatch':
      return { ...remark, assignee: 'required' };
    case 'transfer':
      return { ...reason, assignee: 'required' };
    case 'takeOver':
      return { ...remark, assignee: 'optional' };
    case 'handle':
      return { ...reason, finding: 'required' };
    case 'close':
      return { ...remark, finding: 'required' };
    case 'hold':
    case 'askExtension':
      return { ...reason, until: 'required' };
    case 'extend':
      return { ...(one.extensionAsked === null ? reason : remark), until: 'required' };
    case 'arrive':
    case 'sendBack':
    case 'denyExtension':
    case 'void':
    case 'whistle':
    case 'comment':
      return reason;
    case 'take':
      return none;
    default:
      return remark;
  }
}

const onTheWay: readonly DoableAction[] = [
  'accept',
  'dispatch',
  'take',
  'arrive',
  'handle',
  'check',
  'close',
];

/** Of what somebody may do: the next step of the way (null: it is another's turn), and the rest. */
export function arrange(possible: readonly DoableAction[]): {
  readonly next: DoableAction | null;
  readonly others: readonly DoableAction[];
} {
  // What is on hold goes on first, and somebody who asks for time waits for the answer.
  const next =
    possible.find((one) => one === 'resume') ?? possible.find((one) => onTheWay.includes(one)) ?? null;
  return { next, others: possible.filter((one) => one !== next) };
}
