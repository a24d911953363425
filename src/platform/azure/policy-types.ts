import type { Attempt, AzurePolicyState } from './types.ts';

/**
 * The values that a selector picks.
 * https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#resource-selectors
 */
export interface Selector {
  /** `resourceLocation`, `resourceType`, `resourceWithoutLocation`, `policyDefinitionReferenceId`, or another that Azure may add. */
  readonly kind?: string;
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
}

/** A definition or an initiative, assigned to a scope. */
export interface PolicyAssignment {
  readonly id: string;
  /** Changes only where the assignment is deleted and made again. */
  readonly instanceId?: string;
  readonly displayName?: string;
  /** Id of a management group, a subscription, a resource group or a resource. */
  readonly scope: string;
  readonly notScopes: readonly string[];
  readonly definitionId: string;
  /** `14.*.*`: of the definition or initiative. */
  readonly definitionVersion?: string;
  /** `{name: {value}}` */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly overrides: readonly {
    readonly kind?: string;
    readonly value?: string;
    readonly selectors: readonly Selector[];
  }[];
  readonly resourceSelectors: readonly { readonly selectors: readonly Selector[] }[];
}

/** An exemption in Azure: of a scope from an assignment, or from some of its policies. */
export interface PolicyExemption {
  readonly id: string;
  readonly scope: string;
  readonly assignmentId: string;
  /** Empty: all policies of the assignment. */
  readonly referenceIds: readonly string[];
  readonly category: string;
  readonly expiresOn?: string;
  /** Only some of the resources are meant. */
  readonly selective: boolean;
}

/** A definition or an initiative of the tenant, as Azure holds it. */
export interface PolicyDocument {
  readonly id: string;
  readonly builtIn: boolean;
  /** Empty where it has none. */
  readonly version: string;
  /** `{name, properties: {...}}` */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Reads the tenant's own policies. Every expected trouble is a value. */
export interface PolicyReader {
  /** Every assignment that concerns a subscription: its own, those beneath it, those that it inherits. */
  assignments(subscriptionId: string): Promise<Attempt<readonly PolicyAssignment[]>>;
  exemptions(subscriptionId: string): Promise<Attempt<readonly PolicyExemption[]>>;
  /** A definition or initiative by its id; `version`: a pattern as `1.*.*`, to which the newest that fits is read. */
  document(id: string, version?: string): Promise<Attempt<PolicyDocument>>;
  /** The resource providers of a subscription with their aliases, as Azure lists them. */
  providers(subscriptionId: string): Promise<Attempt<readonly unknown[]>>;
}

/** The statement of somebody about a manual policy. */
export interface PolicyAttestation {
  /** A subscription, as manual policies of the built-in initiatives are about. */
  readonly subscriptionId: string;
  readonly name: string;
  readonly assignmentId: string;
  readonly referenceId?: string;
  readonly state: 'Compliant' | 'NonCompliant';
  readonly expiresOn: string;
  readonly assessedOn: string;
  /** The object id of the person who stands for it. */
  readonly owner: string;
  readonly comments: string;
  readonly evidenceUri?: string;
}

/** Azure Policy's own results. Every expected trouble is a value. */
export interface PolicyInsights {
  /** The latest states of a resource. */
  statesOf(resourceId: string): Promise<Attempt<readonly AzurePolicyState[]>>;
  /** Has Azure begin to evaluate a resource group, which takes it minutes. Needs `policyStates/triggerEvaluation/action`. */
  evaluate(subscriptionId: string, resourceGroup: string): Promise<Attempt<true>>;
  /** Writes an attestation. Needs `Microsoft.PolicyInsights/attestations/write`. */
  attest(attestation: PolicyAttestation): Promise<Attempt<true>>;
}

/** A remediation task of Azure Policy. https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources */
export interface RemediationTask {
  readonly name: string;
  readonly state: 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly deployments: number;
  readonly failed: number;
  readonly correlationId?: string;
}

export interface RemediationTasks {
  /** Has Azure deploy what the policy of an assignment says, for one resource. A name that exists is the same task. */
  start(request: {
    readonly resourceId: string;
    readonly name: string;
    readonly assignmentId: string;
    readonly referenceId?: string;
  }): Promise<Attempt<RemediationTask>>;
  read(task: { readonly resourceId: string; readonly name: string }): Promise<Attempt<RemediationTask>>;
}
