import type { ResponseView } from '../src/response/responses/index.ts';
import type { Word, Words } from './words.ts';

export type Step = ResponseView['steps'][number];

const names: Readonly<Record<Step['what'], string>> = {
  claimed: 'Opened',
  notified: 'Notified',
  acknowledged: 'Acknowledged',
  snoozed: 'Reminders snoozed',
  disputed: 'Disputed',
  undisputed: 'Dispute withdrawn',
  'exemption-requested': 'Exemption requested',
  reminded: 'Reminder sent',
  resumed: 'Resumed',
  escalated: 'Escalated as overdue',
  planned: 'Fix prepared',
  requested: 'Fix requested',
  asked: 'Approval requested',
  'owners-renewed': 'More people may have made the change',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Request for approval expired',
  decided: 'Decided without people',
  'held-back': 'Fix postponed',
  written: 'Written',
  accepted: 'Accepted by Azure, which carries it out',
  verified: 'Verified',
  'not-held': 'Did not hold',
  failed: 'Not carried out by Azure',
  blocked: 'Fix blocked',
  'revert-requested': 'Revert requested',
  closed: 'Closed',
};

/** Words for the ways in which a response ends. */
const closures: Readonly<Record<string, string>> = {
  remediated: 'fixed by phiwatch',
  resolved: 'the resource complies',
  superseded: 'a newer drift replaces it',
  'not-applicable': 'the policy no longer applies',
};

/** Reasons that are ids and hashes: nobody reads them. */
const unread = new Set<Step['what']>(['approved', 'exemption-requested', 'decided']);

/** A step without its time: `Approved by Ann`, `Disputed by Ben: the account is empty`. */
export function stepWords({ what, who, why }: Step): readonly [string, ...Word[]] {
  const name = what === 'planned' && why !== undefined ? 'No fix prepared' : names[what];
  const reason = why === undefined || unread.has(what) ? [] : [`: ${closures[why] ?? why}`];
  return [name, ...(who === undefined ? [] : [' by ', { who }]), ...reason];
}

/** Finds what has happened since a step: of several things, the last that a person did. */
export function newsSince(step: number, steps: readonly Step[]): Step | undefined {
  const since = steps.filter(({ n }) => n > step);
  return since.findLast(({ who }) => who !== undefined) ?? since.at(-1);
}

/** The same of what somebody else has done before: `Already approved by Ann at 07:26`. */
export function alreadyWords(step: Step): Words {
  const { what, who, at } = step;
  return [
    `Already ${names[what].toLowerCase()}`,
    ...(who === undefined ? [] : [' by ', { who }]),
    ' at ',
    { at },
  ];
}
