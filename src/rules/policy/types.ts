import type { DecidingField, Resource, State } from '../../model/index.ts';

/**
 * The effects of the Azure Policy language, in its own spelling.
 * https://learn.microsoft.com/azure/governance/policy/concepts/effect-basics
 */
export type Effect =
  | 'audit'
  | 'deny'
  | 'modify'
  | 'append'
  | 'auditIfNotExists'
  | 'deployIfNotExists'
  | 'denyAction'
  | 'manual'
  | 'disabled'
  /** Effects of Azure Virtual Network Manager and Kubernetes: known by name, never evaluated here. */
  | 'addToNetworkGroup'
  | 'mutate';

/** A question for related resources, asked by auditIfNotExists and deployIfNotExists. */
export interface RelatedQuery {
  /** Resource type, as the policy spells it. */
  readonly type: string;
  /** Id under which to look: the evaluated resource (children and extensions), a resource group, or a subscription. */
  readonly under: string;
  readonly scope: 'resource' | 'resourceGroup' | 'subscription';
  /** Exact name, where the policy gives one; `parent/child` names stand as written. */
  readonly name?: string;
}

/** The resources that a query found (none: an empty array), or why that cannot be said. */
export type RelatedAnswer = { readonly resources: readonly Resource[] } | { readonly unknown: string };

/** Answers a query from what is already at hand; undefined: not read yet. Must not throw. */
export type RelatedLookup = (query: RelatedQuery) => RelatedAnswer | undefined;

/** The facts that an evaluation may know besides the resource. All are optional; a rule that needs an absent one is Unknown. */
export interface EvaluationContext {
  /** As ARM returns a resource group: `name`, `location`, `tags`, `managedBy`, `id`. */
  readonly resourceGroup?: Readonly<Record<string, unknown>>;
  /** As ARM returns a subscription: `subscriptionId`, `displayName`, `tags`. */
  readonly subscription?: Readonly<Record<string, unknown>>;
  /** The answer of `requestContext()`; `apiVersion` stands in for its member of that name. */
  readonly requestContext?: Readonly<Record<string, unknown>>;
  readonly apiVersion?: string;
  /** The newest api-version of the type: given to a rule that asks where no other is known. Aliases keep their default paths. */
  readonly latestApiVersion?: string;
  /** The answer of `policy()`. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** The answer of `utcNow()`, ISO 8601. */
  readonly utcNow?: string;
}

export interface Verdict {
  readonly state: Exclude<State, 'Exempt'>;
  /** The reason, for Unknown and NotApplicable. */
  readonly reason?: string;
  /** For NonCompliant: the conditions that decided it. Otherwise empty. */
  readonly fields: readonly DecidingField[];
  /** Related resources that must be read before the state can be known; then evaluate again. */
  readonly pending?: readonly RelatedQuery[];
}

/** A change that `modify` or `append` would make to a resource. */
export interface PlannedOperation {
  readonly operation: 'add' | 'addOrReplace' | 'remove';
  /** An alias, a tag or a path, as the policy writes it. */
  readonly field: string;
  /** The place of the field in the resource; absent: not known. */
  readonly path?: string;
  readonly value?: unknown;
}

/** The outcome of the rule alone, mode and applicability left aside. */
export interface RuleOutcome {
  /** The effect where the rule fires, else null. */
  readonly effect: Effect | null;
  readonly unknown?: string;
  /** `then.details` with its expressions evaluated, where the rule fires. */
  readonly details?: unknown;
}

/** A policy definition with its parameters bound, compiled to closures. Stateless: safe to share. */
export interface Policy {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly mode: string;
  /** The effect after parameters. */
  readonly effect: Effect;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Lower-case resource types that the rule can apply to; undefined where any type is possible. */
  readonly resourceTypes: readonly string[] | undefined;
  /** Types of the related resources that it asks for, as the policy spells them. */
  readonly relatedTypes: readonly string[];
  /** The containers that the rule reads besides the resource: read them only where they are wanted. */
  readonly needs: { readonly resourceGroup: boolean; readonly subscription: boolean };
  /** Evaluates one resource. Never throws on account of the resource: what cannot be evaluated is Unknown with a reason. */
  evaluate(resource: Resource, context?: EvaluationContext, related?: RelatedLookup): Verdict;
  /** The rule's effect on a resource, without mode and applicability: what Azure would do on a write. */
  decide(resource: Resource, context?: EvaluationContext, related?: RelatedLookup): RuleOutcome;
  /**
   * Returns the operations by which a `modify` or `append` policy would make the resource compliant; none for other
   * effects. Throws where a value cannot be worked out for the resource: a plan with gaps is no plan.
   */
  plan(resource: Resource, context?: EvaluationContext): readonly PlannedOperation[];
  /** Every value that the rule reads, by path; for the before and after of a drift. Long values are cut. */
  values(
    resource: Resource,
    context?: EvaluationContext,
    related?: RelatedLookup,
  ): Readonly<Record<string, unknown>>;
}
