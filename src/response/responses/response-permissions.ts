import type { Caller, Role } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import type { ResponseView } from './response-views.ts';

const responders: readonly Role[] = ['Responder', 'PrivacyOfficer', 'Operator'];

const approvers: readonly Role[] = ['RemediationApprover'];

/** The roles that each action on a response needs. Its status, and who made the change, are checked elsewhere. */
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

/** A response as somebody sees it: with what their roles let them do about it. */
export type ResponseAnswer = ResponseView & {
  readonly may: readonly DecisionName[];
  /** Display names of the people in it, by object id, as far as the directory knows them. */
  readonly people: Readonly<Record<string, string>>;
  readonly caller: { readonly objectId: string; readonly roles: readonly string[] };
};

/** @param policy of the finding; absent where it is not known any more */
export function mayDecide(
  caller: Caller,
  policy: { readonly exemptable?: boolean } | undefined,
): readonly DecisionName[] {
  const names = Object.keys(decisionRoles) as DecisionName[];
  return names.filter(
    (name) =>
      can(caller, { roles: decisionRoles[name] }).allowed &&
      (name !== 'exemption' || (policy !== undefined && policy.exemptable !== false)),
  );
}
