import type { Resource } from '../resource.ts';

/** A management group: what lies in it inherits what is assigned to it. */
export interface ManagementGroup {
  readonly name: string;
  /** Name of the group above; absent: right under the tenant root. */
  readonly parent?: string;
  /** GUIDs. */
  readonly subscriptions?: readonly string[];
}

/** Azure Policy's state of a resource, as `policyStates` answers it. Times are ISO 8601. */
export interface PolicyStateRecord {
  readonly resourceId: string;
  readonly resourceType?: string;
  readonly timestamp: string;
  readonly policyAssignmentId: string;
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId?: string;
  readonly policySetDefinitionId?: string;
  readonly complianceState: string;
  readonly [property: string]: unknown;
}

/** The data that the tenant's policies stand on besides resources: definitions and assignments are resources like any other. */
export interface PolicyData {
  readonly managementGroups?: readonly ManagementGroup[];
  /** The provider list with its aliases: `[{namespace, resourceTypes: [{resourceType, apiVersions, aliases}]}]`. */
  readonly providers?: readonly unknown[];
  readonly states?: readonly PolicyStateRecord[];
  /** The resources that remediation tasks write for an assignment's policy on a resource. */
  readonly deployments?: readonly {
    readonly assignmentId: string;
    readonly referenceId?: string;
    readonly on: (resourceId: string) => Resource;
  }[];
}

/** A policy whose effect is Deny, as an assignment has it. */
export interface Denial {
  readonly assignmentId: string;
  readonly definitionId: string;
  /** Its name within an initiative. */
  readonly referenceId?: string;
  readonly setDefinitionId?: string;
  /** Whether it forbids that a resource is so. */
  readonly denies: (resource: Resource) => boolean;
}

const groupPath = '/providers/Microsoft.Management/managementGroups/';

/** Ids of the management groups that a subscription or another group lies in, the nearest first. */
export function groupsAbove(scope: string, { managementGroups = [] }: PolicyData): readonly string[] {
  const named = (name: string | undefined) =>
    managementGroups.find((group) => group.name.toLowerCase() === name?.toLowerCase());
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1]?.toLowerCase();
  let group = subscription
    ? managementGroups.find(({ subscriptions = [] }) =>
        subscriptions.some((id) => id.toLowerCase() === subscription),
      )
    : named(named(scope.slice(groupPath.length))?.parent);
  const ids: string[] = [];
  while (group && !ids.includes(groupPath + group.name)) {
    ids.push(groupPath + group.name);
    group = named(group.parent);
  }
  return ids;
}
