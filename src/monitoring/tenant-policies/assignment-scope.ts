import type { PolicyAssignment } from '../../platform/azure/index.ts';

/** Whether an id is the scope or lies in it. Ids of management groups hold every subscription that inherits from them. */
function liesIn(resourceId: string, scope: string): boolean {
  return `${resourceId}/`.toLowerCase().startsWith(`${scope.replace(/\/$/, '')}/`.toLowerCase());
}

export function isManagementGroup(scope: string): boolean {
  return /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?$/i.test(scope);
}

/**
 * Whether an assignment of a subscription reaches a resource in it: by its scope, less what it leaves out.
 * https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#scope-and-excluded-scopes
 */
export function coverage({ scope, notScopes }: PolicyAssignment): (resourceId: string) => boolean {
  const everywhere = isManagementGroup(scope);
  return (resourceId) =>
    (everywhere || liesIn(resourceId, scope)) && !notScopes.some((left) => liesIn(resourceId, left));
}
