import type { Resource } from '../../src/model/index.ts';
import { compilePolicy, findRelated, PolicyError } from '../../src/rules/policy/index.ts';
import type {
  AliasTable,
  EvaluationContext,
  Policy,
  RelatedLookup,
  Verdict,
} from '../../src/rules/policy/index.ts';

/** A definition that compiled, or why it was refused. */
export type Compiled = { readonly name: string; readonly title: string } & (
  | { readonly policy: Policy }
  | { readonly refused: string }
);

/** The result of a definition for an estate. */
export interface BuiltinStates {
  readonly title: string;
  readonly refused?: string;
  readonly counts: Readonly<Record<Verdict['state'], number>>;
  /** The reasons of what is Unknown, each once. */
  readonly reasons: readonly string[];
}

interface BuiltinDefinition {
  readonly name: string;
  readonly properties: { readonly displayName: string };
}

/** Compiles definitions as ARM returns them; a refusal is reported, any other error is a defect and thrown. */
export function compileAll(
  definitions: readonly BuiltinDefinition[],
  aliases: AliasTable,
): readonly Compiled[] {
  return definitions.map((definition) => {
    const named = { name: definition.name, title: definition.properties.displayName };
    try {
      return { ...named, policy: compilePolicy(definition, { aliases }) };
    } catch (error) {
      if (error instanceof PolicyError) return { ...named, refused: error.message };
      throw error;
    }
  });
}

/** Evaluates a resource of an estate with what else the estate holds. */
export type Evaluate = (policy: Policy, resource: Resource) => Verdict;

/**
 * @param utcNow what `utcNow()` answers, ISO 8601
 * @param types the api-version of each type, by its lower-case name
 */
export function evaluateWithin(
  resources: readonly Resource[],
  utcNow: string,
  types: ReadonlyMap<string, { readonly apiVersion: string }> = new Map(),
): Evaluate {
  const byId = new Map(resources.map((each) => [String(each.id).toLowerCase(), each]));
  const byType = Map.groupBy(resources, (each) => each.type.toLowerCase());
  const lookup: RelatedLookup = (query) => {
    const candidates = byType.get(query.type.toLowerCase());
    return candidates
      ? { resources: findRelated(candidates, query) }
      : { unknown: `${query.type}: none is known` };
  };
  return (policy, resource) => {
    // A malformed resource may have no type.
    const { type }: { readonly type: unknown } = resource;
    const latestApiVersion = types.get(String(type).toLowerCase())?.apiVersion;
    const context = {
      ...contextOf(resource, byId, utcNow),
      ...(latestApiVersion !== undefined && { latestApiVersion }),
    };
    return policy.evaluate(resource, context, lookup);
  };
}

function contextOf(
  resource: Resource,
  byId: ReadonlyMap<string, Resource>,
  utcNow: string,
): EvaluationContext {
  const [, subscriptionId, groupId] =
    /^((?:\/subscriptions\/[^/]+))(?:(\/resourceGroups\/[^/]+))?/i.exec(String(resource.id)) ?? [];
  const subscription = byId.get(String(subscriptionId).toLowerCase());
  const resourceGroup = byId.get(`${subscriptionId}${groupId}`.toLowerCase());
  return { utcNow, ...(subscription && { subscription }), ...(resourceGroup && { resourceGroup }) };
}

/** The states of one definition over all resources. */
export function statesOf(
  compiled: Compiled,
  resources: readonly Resource[],
  evaluate: Evaluate,
): BuiltinStates {
  const counts = { Compliant: 0, NonCompliant: 0, Unknown: 0, NotApplicable: 0 };
  const { title } = compiled;
  if ('refused' in compiled) return { title, refused: compiled.refused, counts, reasons: [] };
  const reasons = new Set<string>();
  for (const resource of resources) {
    const { state, reason } = evaluate(compiled.policy, resource);
    counts[state] += 1;
    if (state === 'Unknown') reasons.add(reason ?? 'no reason');
  }
  return { title, counts, reasons: [...reasons] };
}
