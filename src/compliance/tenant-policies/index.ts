/** The tenant's own policies: what is assigned to the watched subscriptions, compiled and judged beside ours. */
export { attestInAzure } from './attest.ts';
export type { Attested, Attesting } from './attest.ts';
export { azuresExemptions } from './exemptions.ts';
export { withPolicyStates } from './relay-reader.ts';
export { createTenantPolicies } from './tenant.ts';
export type { TenantPolicies, TenantPoliciesOptions } from './tenant.ts';
export type { AssignedPolicy, Snapshot, Standing } from './types.ts';
export { policyChangesIn, queueRenewals, renewalIn, renewPolicies } from './renew.ts';
