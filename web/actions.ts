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
/** Where nobody is asked for a decision, and somebody can ask for one. */
const askable = new Set(['observed', 'rejected', 'expired', 'blocked', 'none']);

/** What there is to decide about a response as it stands; who may do it, the app says. */
export function decisionsOf({ status, remediation, request, plan }: Response): readonly Action[] {
  const standing = remediation?.status ?? '';
  if (standing === 'asked' && request && plan) {
    const what = request.kind === 'revert' ? 'taking back' : 'the change';
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
        title: 'Ask to take it back',
        hint: 'The settings get the values that they had, once somebody else agrees.',
        path: 'revert',
        fields: [why],
      },
    ];
  if (status !== 'closed' && askable.has(standing))
    return [
      {
        name: 'ask',
        title: 'Ask for a decision',
        hint: 'A plan to remediate it is made again, and others are asked to approve it: whoever asks cannot.',
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
      title: 'I look after it',
      hint: 'The others see that you do.',
      path: 'acknowledgement',
      fields: [],
    },
    {
      name: 'snooze',
      title: 'No reminder for a while',
      hint: 'It is still told of when the time allowed is over.',
      path: 'snooze',
      fields: [{ name: 'until', label: 'Until (your local time)', kind: 'time' }, why],
    },
    status === 'disputed'
      ? {
          name: 'undispute',
          title: 'Take the dispute back',
          hint: 'It is a finding that waits again.',
          path: 'dispute/end',
          fields: [why],
        }
      : {
          name: 'dispute',
          title: 'Dispute the finding',
          hint: 'It stays a finding, and is marked as disputed.',
          path: 'dispute',
          fields: [why],
        },
    {
      name: 'exemption',
      title: 'Ask for an exemption',
      hint: 'It counts once another person has approved it.',
      path: 'exemption',
      fields: [
        { name: 'reason', label: 'Reason', kind: 'long' },
        { name: 'owner', label: 'Who answers for it (object id)', kind: 'text' },
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
