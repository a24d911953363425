import type { ArmResponse } from './arm-message.ts';
import { forbidden } from './roles.ts';
import type { Roles } from './roles.ts';
import type { Principal } from './tokens.ts';

/** The type under which a caller asks what it may do at a scope. */
export function isPermissions(type: string): boolean {
  return type.toLowerCase() === 'microsoft.authorization/permissions';
}

/**
 * Answers what the caller may do at a scope: an entry for each of its grants there, those from above included. A caller without
 * `Microsoft.Authorization/permissions/read` is refused.
 * https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource
 */
export function answerPermissions(roles: Roles, who: Principal, scope: string): ArmResponse {
  const action = 'Microsoft.Authorization/permissions/read';
  if (!roles.allows(who.oid, action, scope)) throw forbidden(who, action, scope);
  const value = roles.at(who.oid, scope).map(({ actions, notActions = [], dataActions = [] }) => ({
    actions,
    notActions,
    dataActions,
    notDataActions: [],
  }));
  return { status: 200, headers: {}, body: { value } };
}
