import type { ResourceState } from '../../model/index.ts';
import type { PosturePorts } from './ports.ts';

/** A state that is not known, or could not be confirmed. */
export interface Unknown {
  readonly resourceId: string;
  /** Absent: the resource as a whole could not be confirmed. */
  readonly policies: readonly string[];
  readonly kind: 'unknown' | 'stale';
  /** Since when, ISO 8601. */
  readonly since: string;
  readonly reason: string;
  /** The number of reads in a row that have come to nothing. */
  readonly tries: number;
  /** Because something could not be read: then another read may help. */
  readonly unread: boolean;
}

/** Everything that is not known, the longest first; policies of one resource and one reason together. */
export async function unknowns(
  ports: Pick<PosturePorts, 'store' | 'subscriptions'>,
): Promise<readonly Unknown[]> {
  const found: Unknown[] = [];
  for await (const each of eachUnknown(ports)) found.push(each);
  return found.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
}

/** The same in the order in which the resources lie, none of them held. */
export async function* eachUnknown({
  store,
  subscriptions,
}: Pick<PosturePorts, 'store' | 'subscriptions'>): AsyncGenerator<Unknown> {
  for (const subscription of subscriptions)
    for await (const current of store.list(`/subscriptions/${subscription}`)) yield* unknownsOf(current);
}

/** Those of one resource, by kind and reason. */
function unknownsOf({
  resourceId,
  staleSince,
  staleReason = '',
  staleTries = 1,
  gone,
  states,
}: ResourceState): Iterable<Unknown> {
  const found = new Map<string, Unknown>();
  if (gone) return [];
  const add = (unknown: Unknown) => {
    const { kind, reason } = unknown;
    const key = JSON.stringify([kind, reason]);
    const known = found.get(key) ?? unknown;
    found.set(key, {
      ...known,
      policies: [...new Set([...known.policies, ...unknown.policies])],
      since: unknown.since < known.since ? unknown.since : known.since,
      tries: Math.max(known.tries, unknown.tries),
    });
  };
  if (staleSince !== undefined) add(stale(resourceId, [], staleSince, staleReason, staleTries));
  for (const [policy, state] of Object.entries(states)) {
    const { since, reason = '', tries = 1, unread = false } = state;
    if (state.staleSince !== undefined)
      add(stale(resourceId, [policy], state.staleSince, state.staleReason ?? '', tries));
    else if (state.state === 'Unknown')
      add({ resourceId, policies: [policy], kind: 'unknown', since, reason, tries, unread });
  }
  return found.values();
}

/** Describes states that stand while the reads that should confirm them fail. */
function stale(
  resourceId: string,
  policies: readonly string[],
  since: string,
  reason: string,
  tries: number,
): Unknown {
  return { resourceId, policies, kind: 'stale', since, reason, tries, unread: true };
}
