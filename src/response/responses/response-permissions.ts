import type { Caller, Role } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import { approversFor } from './approvers.ts';
import type { ResponseView } from './response-views.ts';
import type { Response } from './response.ts';

const responders: readonly Role[] = ['Responder', 'PrivacyOfficer', 'Operator'];

const approvers: readonly Role[] = ['RemediationApprover'];

/** The roles that each action on a response needs. */
export const decisionRoles = {
  acknowledge: responders,
  snooze: responders,
  dispute: responders,
  undispute: responders,
  exemption: responders,
  case: responders,
  approve: approvers,
  reject: approvers,
  ask: [...responders, ...approvers],
  revert: [...responders, ...approvers],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type DecisionName = keyof typeof decisionRoles;

/** A response as somebody sees it: with what they may do about it. */
export type ResponseAnswer = ResponseView & {
  readonly may: readonly DecisionName[];
  /** Display names of the people in it, by object id, as far as the directory knows them. */
  readonly people: Readonly<Record<string, string>>;
  readonly caller: { readonly objectId: string; readonly roles: readonly string[] };
};

/**
 * Lists what somebody may do about a response as it stands: what their roles allow, but nobody approves or rejects what is their own
 * work, or does a second time what they have done.
 * @param policy of the finding; absent where it is not known any more
 */
export function mayDecide(
  caller: Caller,
  policy: { readonly exemptable?: boolean } | undefined,
  response: Pick<Response, 'drift' | 'remediation' | 'request' | 'acknowledgedBy'>,
): readonly DecisionName[] {
  const subject = approversFor(response);
  const done = doneBy(caller, response);
  const names = Object.keys(decisionRoles) as DecisionName[];
  return names.filter(
    (name) =>
      can(caller, { roles: decisionRoles[name] }, decidesOnOthers.has(name) ? subject : undefined).allowed &&
      !done.includes(name) &&
      (name !== 'exemption' || (policy !== undefined && policy.exemptable !== false)),
  );
}

/** Decisions on the work of others. */
const decidesOnOthers: ReadonlySet<DecisionName> = new Set(['approve', 'reject']);

function doneBy(
  { objectId }: Caller,
  { request, acknowledgedBy }: Pick<Response, 'request' | 'acknowledgedBy'>,
): readonly DecisionName[] {
  const approved = request?.approvals.some(({ who }) => who === objectId) ?? false;
  return [
    ...(acknowledgedBy === objectId ? ['acknowledge' as const] : []),
    ...(approved ? ['approve' as const] : []),
  ];
}
