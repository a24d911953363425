import type { EntityKind, Resource, Severity } from '../../model/index.ts';
import type { Policy } from '../policy/index.ts';
import type { PolicyRemedy } from './policy-file.ts';
import type { StoreQuestion, StoreReasons } from './store-questions.ts';

/** A kind of evidence for a control. `docs/glossary.md` has the words. */
export type Proof = 'policies' | 'attestation' | 'review' | 'drill' | 'inherited' | 'decision';

/** A safeguard of 45 CFR 164.308-316 with the proofs that it needs, or another item that is tracked beside these. */
export interface Control {
  /** Citation without the title: `164.312(e)(1)`; `own/regions`: a rule of the organization's own. */
  readonly id: string;
  /** Short title in our own words. */
  readonly title: string;
  readonly family:
    | 'general'
    | 'administrative'
    | 'physical'
    | 'technical'
    | 'organizational'
    | 'documentation'
    | 'breach-notification'
    | 'privacy'
    | 'own-rules';
  readonly designation:
    | 'standard'
    | 'required'
    | 'addressable'
    | 'general-rule'
    | 'breach-notification'
    | 'privacy'
    | 'own-rule';
  /** The kinds of entity that the rule asks it of; absent: all of them. */
  readonly appliesTo?: readonly EntityKind[];
  readonly proofs: readonly Proof[];
  /** Names of the policies that count for it. Filled from the policies' own metadata, never written by hand. */
  readonly policies: readonly string[];
  /** The evidence that an auditor is shown, in words. */
  readonly evidence: readonly string[];
  /** Related controls of NIST SP 800-53 revision 5, after the crosswalk of SP 800-66 revision 2. */
  readonly nist80053: readonly string[];
  /** The most days for which a review of it is good, where the rule wants it regularly; absent: as many as for any review. */
  readonly reviewDays?: number;
}

/** `task`: Azure deploys what a policy of the tenant says. */
export type Remedy =
  | PolicyRemedy
  | { readonly kind: 'task'; readonly assignmentId: string; readonly referenceId?: string };

/** A condition that a resource must meet before there is a plan: without it the remedy would do harm, or Azure would refuse it. */
export interface Requirement {
  readonly name: string;
  /** Says what is missing, and what is to be done first. */
  readonly otherwise: string;
  /** Evaluates a resource. `unknown`: why that cannot be told. */
  readonly evaluate: (resource: Resource) => 'met' | 'unmet' | { readonly unknown: string };
}

/** One policy of the catalogue: the compiled rule and what people need to know about it. */
export interface CataloguePolicy {
  readonly name: string;
  readonly title: string;
  /** The words for a resource that does not comply, after its name: `accepts unencrypted connections`. */
  readonly failure?: string;
  readonly severity: Severity;
  readonly controls: readonly string[];
  /** Citations that it has to do with, and is not counted for. */
  readonly related?: readonly string[];
  /** The questions about a store of PHI that it answers; absent: none. */
  readonly answers?: readonly StoreQuestion[];
  readonly why: string;
  readonly fix: string;
  readonly version: string;
  readonly remediation: 'none' | Remedy['kind'];
  /** The way in which a finding of it may be remediated. */
  readonly remedy?: Remedy;
  /** Conditions of the remedy; absent: none. */
  readonly requirements?: readonly Requirement[];
  /** False: nobody may except anything from it. */
  readonly exemptable?: boolean;
  /** The state is Azure's own verdict, passed on: nothing here has evaluated it. */
  readonly delegated?: true;
  readonly policy: Policy;
}

/** Help with a finding of a policy, and the numbers under which other frameworks have it. */
export interface Guide {
  /** The way to the setting in the portal. */
  readonly portal: string;
  /** The lines of Bicep that set it. */
  readonly bicep: string;
  /** Numbers in the CIS Microsoft Azure Foundations Benchmark v3.0.0; none where it has none, or none was verified. */
  readonly cis: readonly string[];
  /** Controls of NIST SP 800-53 revision 5 that it supports. */
  readonly nist80053: readonly string[];
}

/** The way in which a resource type is read. Keys of the table are lower case. */
export interface ResourceType {
  /** Spelling of Azure: `Microsoft.Storage/storageAccounts`. */
  readonly type: string;
  /** The one api-version that it is read and written with. */
  readonly apiVersion: string;
  /** The api-version that the catalogue pins, where the cloud offers only an older one. */
  readonly pinned?: string;
  /** Why it can be neither read nor written: the cloud offers no api-version of it that we know. */
  readonly notOffered?: string;
  /** `tracked`: has an own lifecycle in a resource group; `child`: lies under a parent; `extension`: lies under any resource. */
  readonly kind: 'tracked' | 'child' | 'extension' | 'container';
  /** Has tags and a location: what mode Indexed looks at. */
  readonly indexed: boolean;
  /** A list of the type in a subscription shows each resource whole, as a GET does. */
  readonly wholeInLists?: boolean;
  /** The paths at which policies of the catalogue read it, by lower-case alias. They hold for the pinned api-version. */
  readonly paths?: Readonly<Record<string, string>>;
  /** Holds data that may be PHI, unless a tag says otherwise. */
  readonly dataStore?: boolean;
}

/** Microsoft's published list of the services that its HIPAA business associate agreement is about. */
export interface BaaServices {
  readonly source: string;
  /** Day on which the list was last compared with its source; absent: not since it was written. */
  readonly compared?: string;
  /** The service that a type belongs to, by itself or with what it lies under; undefined: the list has none. */
  serviceOf(resourceType: string): { readonly name: string; readonly inScope: boolean } | undefined;
}

/** The sections of the law that safeguards cite, each with its source, as of a day. */
export interface Law {
  readonly asOf: string;
  readonly comparedWith: string;
  readonly sections: Readonly<Record<string, { readonly title: string; readonly source: string }>>;
  /** Rules that are not law yet: nothing of them is asked. */
  readonly proposed: readonly { readonly title: string; readonly source: string; readonly status: string }[];
}

export interface Catalogue {
  readonly controls: readonly Control[];
  readonly policies: readonly CataloguePolicy[];
  /** By lower-case type. */
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly baaServices: BaaServices;
  readonly law: Law;
  /** Why no policy answers a question for a type of store. */
  readonly storeReasons: StoreReasons;
  /** Lower-case types that `types` does not have, and that hold no data of patients. */
  readonly typesWithoutData: ReadonlySet<string>;
  /** Policies that can apply to a type, any-type policies included. */
  policiesFor(resourceType: string): readonly CataloguePolicy[];
  policy(name: string): CataloguePolicy | undefined;
  /** The definition of a policy of the catalogue, as Azure takes it. */
  definition(name: string): unknown;
  /** The guide of a policy of the catalogue, read when it is asked for. */
  guide(name: string): Guide | undefined;
  control(id: string): Control | undefined;
}
