import type { Resource } from '../../model/index.ts';
import type { Attempt } from './types.ts';

/** The actions of one grant. https://learn.microsoft.com/azure/role-based-access-control/role-definitions */
export interface PermissionSet {
  readonly actions: readonly string[];
  /** Taken away from `actions` of the same grant, not from those of others. */
  readonly notActions: readonly string[];
}

/** A deny policy that a resource would offend. */
export interface DenyingPolicy {
  readonly assignmentId: string;
  readonly definitionId: string;
  /** Its name within an initiative. */
  readonly referenceId?: string;
  /** `NonCompliant`; anything else: Azure could not evaluate the policy. */
  readonly result: string;
}

/** The principal that a token is of. */
export interface TokenIdentity {
  readonly clientId: string;
  readonly objectId: string;
}

/** Asks Azure, under the identity that writes, whether a write would be let through. It only ever reads. */
export interface WriteChecks {
  /** The grants of the identity that hold at a scope. Deny assignments are not among them. */
  permissions(scope: string): Promise<Attempt<readonly PermissionSet[]>>;
  /** The deny policies of the tenant that a resource, as it would be, offends. */
  denials(resource: Resource & { readonly id: string }): Promise<Attempt<readonly DenyingPolicy[]>>;
  /** The principal of the token that writes are sent with. It is looked at once. */
  identity(): Promise<Attempt<TokenIdentity>>;
}

/** Whether some grant has the action. */
export function permits(grants: readonly PermissionSet[], action: string): boolean {
  return grants.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => fits(pattern, action)) &&
      !notActions.some((pattern) => fits(pattern, action)),
  );
}

// A star of a pattern stands for any text, and case does not count.
function fits(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
