import type { AzureReader } from '../../platform/azure/index.ts';
import type { StateStore } from '../../platform/store/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';

/** The ports for finding the organization to which a resource belongs. */
export interface OwnershipPorts {
  readonly catalogue: Catalogue;
  readonly store: StateStore;
  readonly reader: AzureReader;
  /** The rules that say which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
}

/** The rules that say which resources hold PHI, and to which organization they belong. */
export interface OwnershipRules {
  /** Names of the tags that say it, lower case: the first that a resource has counts. */
  readonly phiTags: readonly string[];
  /** Subscriptions, resource groups and resources that hold PHI, whatever their tags say. */
  readonly phiScopes: readonly string[];
  /** Name of the tag that says to which organization a resource belongs, lower case. */
  readonly organizationTag: string;
  /** Organizations by subscription, lower-case GUIDs, for what has no such tag. */
  readonly organizations: Readonly<Record<string, string>>;
}
