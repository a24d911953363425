/** Compiles the policies that the tenant assigns to the watched subscriptions. */
export { typesInCloud } from './api-versions.ts';
export { assignedName } from './assigned-name.ts';
export { attestInAzure, policyAttestationRequest } from './attest-in-azure.ts';
export type { Attesting } from './attest-in-azure.ts';
export { azureExemptions, mirrorExemptions } from './azure-exemptions.ts';
export { withPolicyStates } from './policy-state-reader.ts';
export { reevaluateRenewed } from './reevaluate-renewed.ts';
export type { ReevaluationPorts } from './reevaluate-renewed.ts';
export { policyChangesIn, queueRenewals, renewPolicies } from './renew-policies.ts';
export type { RenewablePolicies } from './renew-policies.ts';
export { createTenantPolicies } from './tenant-policies.ts';
export type { TenantPolicies } from './tenant-policies.ts';
export type { AssignedPolicy } from './types.ts';
