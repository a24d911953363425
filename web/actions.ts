import type { Response } from '../src/response/responses/index.ts';

/** A field of a form; what is typed becomes the member `name` of the body. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'long' | 'time' | 'choice';
  readonly choices?: readonly string[];
}

/** Something that a person can do: what is posted where. */
export interface Action {
  readonly name: string;
  readonly title: string;
  /** What it leads to, for who is about to do it. */
  readonly hint: string;
  /** Below `responses/ID/`. */
  readonly path: string;
  readonly fields: readonly Field[];
  /** Members of the body that nobody types. */
  readonly body?: Readonly<Record<string, string>>;
}

const why: Field = { name: 'why', label: 'Reason', kind: 'long' };
/** Statuses in which no approval is requested, and somebody can request one. */
const askable = new Set(['observed', 'rejected', 'expired', 'blocked', 'none']);

/** What there is to decide about a response as it stands; who may do it, the app says. */
export function decisionsOf({ status, remediation, request, plan }: Response): readonly Action[] {
  const standing = remediation?.status ?? '';
  if (standing === 'asked' && request && plan) {
    const what = request.kind === 'revert' ? 'the revert' : 'the change';
    return [
      {
        name: 'approve',
        title: `Approve ${what}`,
        hint: 'Exactly the settings above are written. Nobody may approve their own work.',
        path: 'approval',
        fields: [],
        body: { planHash: request.planHash },
      },
      {
        name: 'reject',
        title: `Reject ${what}`,
        hint: 'Nothing is written. The finding stays open.',
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
        hint: 'The settings get their earlier values once another person approves.',
        path: 'revert',
        fields: [why],
      },
    ];
  if (status !== 'closed' && askable.has(standing))
    return [
      {
        name: 'ask',
        title: 'Request approval',
        hint: 'phiwatch makes the plan again and asks others to approve it. Whoever asks cannot approve.',
        path: 'request',
        fields: [why],
      },
    ];
  return [];
}

/** What else can be done while it is open. None of it ends the finding. */
export function othersOf({ status }: Response): readonly Action[] {
  if (status === 'closed') return [];
  return [
    {
      name: 'acknowledge',
      title: 'Acknowledge',
      hint: 'Others see that you are working on it.',
      path: 'acknowledgement',
      fields: [],
    },
    {
      name: 'snooze',
      title: 'Snooze reminders',
      hint: 'The finding is still escalated when the time allowed is over.',
      path: 'snooze',
      fields: [{ name: 'until', label: 'Until (your local time)', kind: 'time' }, why],
    },
    status === 'disputed'
      ? {
          name: 'undispute',
          title: 'Withdraw the dispute',
          hint: 'The finding waits for a response again.',
          path: 'dispute/end',
          fields: [why],
        }
      : {
          name: 'dispute',
          title: 'Dispute the finding',
          hint: 'The finding stays open, and is marked as disputed.',
          path: 'dispute',
          fields: [why],
        },
    {
      name: 'exemption',
      title: 'Request an exemption',
      hint: 'It takes effect once another person approves it.',
      path: 'exemption',
      fields: [
        { name: 'reason', label: 'Reason', kind: 'long' },
        { name: 'owner', label: 'Owner (object id)', kind: 'text' },
        { name: 'ticket', label: 'Ticket', kind: 'text' },
        {
          name: 'category',
          label: 'Category',
          kind: 'choice',
          choices: ['Waiver', 'Mitigated'],
        },
        { name: 'expiresAt', label: 'Until (your local time)', kind: 'time' },
      ],
    },
  ];
}
