import type { Response } from '../src/response/responses/index.ts';

/** A field of a form; what is typed becomes the member `name` of the body. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'long' | 'time' | 'choice';
  readonly choices?: readonly string[];
  /** A person may write anything in it. */
  readonly isFree?: true;
  /** Characters, blanks around them not counted. */
  readonly atLeast?: number;
}

/** Something that a person can do: what is posted where. */
export interface Action {
  readonly name: string;
  readonly title: string;
  /** Says to the person who is about to do it what follows. */
  readonly hint: string;
  /** Below `responses/ID/`. */
  readonly path: string;
  readonly fields: readonly Field[];
  /** Members of the body that nobody types. */
  readonly body?: Readonly<Record<string, string>>;
}

/** A note beside each free text: names have no shape by which they could be refused. */
export const noNames = 'Write no names and nothing about patients. Name people by their object id.';

const why: Field = {
  name: 'why',
  label: 'Reason (at least 3 characters)',
  kind: 'long',
  atLeast: 3,
  isFree: true,
};

/** Statuses in which no approval is requested, and somebody can request one. */
const askable = new Set(['observed', 'rejected', 'expired', 'blocked', 'none']);

/** Lists what there is to decide about a response as it stands. The app says who may. */
export function decisionsOf({ status, remediation, request, plan }: Response): readonly Action[] {
  const standing = remediation?.status ?? '';
  if (standing === 'asked' && request && plan) {
    const what = request.kind === 'revert' ? 'the revert' : 'the fix';
    return [
      {
        name: 'approve',
        title: `Approve ${what}`,
        hint: 'phiwatch writes exactly the settings shown here, and checks that they hold.',
        path: 'approval',
        fields: [],
        body: { planHash: request.planHash },
      },
      {
        name: 'reject',
        title: `Reject ${what}`,
        hint: 'Nothing is written. The drift stays open.',
        path: 'rejection',
        fields: [why],
      },
    ];
  }
  if (standing === 'verified')
    return [
      {
        name: 'revert',
        title: 'Request a revert',
        hint: 'The settings get their earlier values once someone else approves.',
        path: 'revert',
        fields: [why],
      },
    ];
  if (status !== 'closed' && askable.has(standing))
    return [
      {
        name: 'ask',
        title: 'Request approval',
        hint: 'phiwatch prepares the fix again and asks for approval. Someone other than you has to approve it.',
        path: 'request',
        fields: [why],
      },
    ];
  return [];
}

/** Gives what takes one press. */
export function acknowledgmentOf({ status, acknowledgedBy }: Response): Action | undefined {
  if (status === 'closed') return undefined;
  return {
    name: 'acknowledge',
    title: acknowledgedBy === undefined ? 'Acknowledge' : 'Take it over',
    hint: 'Others see that you are working on it.',
    path: 'acknowledgement',
    fields: [],
  };
}

/** Lists what else can be done while a response is open. None of it ends the drift. */
export function othersOf({ status }: Response): readonly Action[] {
  if (status === 'closed') return [];
  return [
    {
      name: 'snooze',
      title: 'Snooze reminders',
      hint: 'The drift is still escalated when its time is over.',
      path: 'snooze',
      fields: [{ name: 'until', label: 'Until (your local time)', kind: 'time' }, why],
    },
    status === 'disputed'
      ? {
          name: 'undispute',
          title: 'Withdraw the dispute',
          hint: 'The drift waits for a response again.',
          path: 'dispute/end',
          fields: [why],
        }
      : {
          name: 'dispute',
          title: 'Dispute the finding',
          hint: 'The drift stays open, and is marked as disputed.',
          path: 'dispute',
          fields: [why],
        },
    {
      name: 'exemption',
      title: 'Request an exemption',
      hint: 'It takes effect once someone else approves it.',
      path: 'exemption',
      fields: [
        { name: 'reason', label: 'Reason', kind: 'long', atLeast: 1, isFree: true },
        { name: 'owner', label: 'Owner (object id)', kind: 'text' },
        { name: 'ticket', label: 'Ticket', kind: 'text', isFree: true },
        { name: 'category', label: 'Category', kind: 'choice', choices: ['Waiver', 'Mitigated'] },
        { name: 'expiresAt', label: 'Until (your local time)', kind: 'time' },
      ],
    },
  ];
}
