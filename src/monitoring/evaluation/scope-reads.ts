import type { Resource } from '../../model/index.ts';
import { resourceGroupOf, subscriptionOf } from '../../model/index.ts';
import type { AzureReader, ReadFailure } from '../../platform/azure/index.ts';
import type { EvaluationContext, Policy } from '../../rules/policy/index.ts';

type Need = keyof Policy['needs'];

/** The resource group and the subscription that rules look at, read where one of them wants it. */
export interface ScopeReads {
  readonly context: Pick<EvaluationContext, Need>;
  /** Why those that a rule needs could not be read. */
  failuresFor(policy: Policy): ReadFailure[];
  /** Keys for `ReadBy`: their ids. */
  readonly keys: readonly string[];
}

export async function readScopes(
  resource: Resource,
  resourceId: string,
  policies: readonly Policy[],
  reader: AzureReader,
): Promise<ScopeReads> {
  const ids = { resourceGroup: resourceGroupOf(resourceId), subscription: subscriptionOf(resourceId) };
  const context: { -readonly [need in Need]?: Readonly<Record<string, unknown>> } = {};
  const failures = new Map<Need, ReadFailure>();
  const keys: string[] = [];
  const read = async (need: Need) => {
    const id = ids[need];
    if (!id || !policies.some((policy) => policy.needs[need])) return;
    if (id.toLowerCase() === resourceId.toLowerCase()) {
      context[need] = resource;
      return;
    }
    keys.push(id.toLowerCase());
    const outcome = await reader.get(id);
    if (outcome.kind === 'found') context[need] = outcome.resource;
    else if (outcome.kind !== 'gone') failures.set(need, outcome);
  };
  await Promise.all([read('resourceGroup'), read('subscription')]);
  const failuresFor = (policy: Policy) =>
    Array.from(failures).flatMap(([need, failure]) => (policy.needs[need] ? [failure] : []));
  return { context, failuresFor, keys };
}
