import { resourceGroupOf, subscriptionOf } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { AzureReader, ReadFailure } from '../../platform/azure/index.ts';
import type {
  EvaluationContext,
  Policy,
  RelatedAnswer,
  RelatedLookup,
  RelatedQuery,
} from '../../rules/policy/index.ts';

/** The related resources that an evaluation has read: each look-up once, however many policies ask for it. */
export interface RelatedReads {
  /** Asks what has not been asked yet, all at once. */
  read(queries: readonly RelatedQuery[]): Promise<void>;
  /** A look-up into what has been read; the failures that it runs into are put into `met`. */
  lookup(met: ReadFailure[]): RelatedLookup;
  /** Keys for `ReadBy` of all that was asked, found or not. */
  keys(): readonly string[];
}

export function createRelatedReads(reader: AzureReader, since: string | undefined): RelatedReads {
  const answers = new Map<string, RelatedAnswer | ReadFailure>();
  const keys = new Set<string>();
  return {
    async read(queries) {
      const open = new Map(queries.map((query) => [queryKey(query), query]));
      await Promise.all(
        Array.from(open, async ([key, query]) => {
          if (answers.has(key)) return;
          keys.add(relatedKey(query.type, query.under));
          const outcome = await reader.related(query, since);
          answers.set(key, outcome.kind === 'found' ? { resources: outcome.resources } : outcome);
        }),
      );
    },
    lookup: (met) => (query) => {
      const answer = answers.get(queryKey(query));
      if (!answer || !('kind' in answer)) return answer;
      met.push(answer);
      return { unknown: failureReason(answer) };
    },
    keys: () => [...keys],
  };
}

function queryKey({ type, under, scope, name }: RelatedQuery): string {
  return JSON.stringify([type, under, scope, name]).toLowerCase();
}

/**
 * Under which a look-up of related resources is noted in `ReadBy`, whatever it found: a resource of that type that comes
 * up anywhere under that scope has this key too, and so finds who asked.
 */
export function relatedKey(type: string, under: string): string {
  return `${type}@${under}`.toLowerCase();
}

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
  since: string | undefined,
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
    const outcome = await reader.get(id, since);
    if (outcome.kind === 'found') context[need] = outcome.resource;
    else if (outcome.kind !== 'gone') failures.set(need, outcome);
  };
  await Promise.all([read('resourceGroup'), read('subscription')]);
  const failuresFor = (policy: Policy) =>
    Array.from(failures).flatMap(([need, failure]) => (policy.needs[need] ? [failure] : []));
  return { context, failuresFor, keys };
}
