import type { PolicyAssignment, PolicyDocument, PolicyExemption } from '../../platform/azure/index.ts';
import type { CataloguePolicy, ResourceType } from '../../rules/controls/index.ts';

/** A definition or initiative as it was read, or why it could not be. */
export type Document =
  | (PolicyDocument & { readonly readAt: string })
  | { readonly id: string; readonly readAt: string; readonly trouble: string };

/** The api-version with which a type is read and written, for the one that the catalogue pins. No `use`: the cloud offers none. */
export interface UsedVersion {
  readonly pin: string;
  readonly use?: string;
}

/** All that is known of the policies that are assigned to one subscription: plain JSON, so that it can be kept. */
export interface Snapshot {
  readonly subscriptionId: string;
  readonly readAt: string;
  readonly assignments: readonly PolicyAssignment[];
  readonly exemptions: readonly PolicyExemption[];
  /** By `documentKey`. */
  readonly documents: Readonly<Record<string, Document>>;
  /** The aliases that the definitions name: `{alias: {type: path}}`, in the one api-version of each type. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Types that the definitions look at and the catalogue does not know, and how they are read. */
  readonly types: readonly ResourceType[];
  /** The api-version of each type that the catalogue knows, by lower-case type; absent: the provider list was never read. */
  readonly versions?: Readonly<Record<string, UsedVersion>>;
  /** When the provider list was read, ISO 8601. */
  readonly providersReadAt?: string;
  /** Things that could not be read this time, and are older than `readAt`, or not known at all. */
  readonly trouble: readonly string[];
}

/** The way in which a policy of the tenant comes to its state. */
export type AssignmentMode =
  /** By our engine. */
  | 'evaluated'
  /** By Azure: guest configuration, Defender, data plane. */
  | 'delegated'
  /** By people: what they attest in Azure. */
  | 'manual'
  /** Not at all: its effect is disabled. */
  | 'disabled'
  /** It cannot be read, compiled, or applied as it is assigned. */
  | 'unknown';

/** One policy of one assignment. */
export interface AssignedPolicy {
  readonly entry: CataloguePolicy;
  readonly mode: AssignmentMode;
  /** For `unknown`. */
  readonly reason?: string;
  readonly assignmentId: string;
  readonly definitionId: string;
  /** Absent: the assignment is of a single definition. */
  readonly referenceId?: string;
  /** Whether the assignment reaches the resource. */
  covers(resourceId: string): boolean;
}

export function documentKey(id: string, version: string | undefined): string {
  return `${id}@${version ?? ''}`.toLowerCase();
}
