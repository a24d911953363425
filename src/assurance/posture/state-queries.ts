import type { DecidingField, Drift, ResourceState, Severity, State } from '../../model/index.ts';
import { parseResourceId } from '../../model/index.ts';
import type { PolicySource } from '../../monitoring/evaluation/index.ts';
import type { Part } from '../../platform/store/index.ts';
import type { PosturePorts } from './ports.ts';

export { placeOfDrift } from '../../platform/store/index.ts';

/** The known states of a resource, for a reader. */
export interface StatesView {
  readonly resourceId: string;
  readonly resourceType: string;
  /** When the last read began. */
  readonly readAt: string;
  readonly gone?: true;
  readonly staleSince?: string;
  readonly staleReason?: string;
  readonly states: readonly StateView[];
}

export interface StateView {
  readonly policy: string;
  readonly title: string;
  readonly controls: readonly string[];
  /** The state is Azure's own verdict, passed on. */
  readonly delegated?: true;
  readonly severity: Severity;
  readonly state: State;
  readonly since: string;
  readonly reason?: string;
  readonly fields?: readonly DecidingField[];
  readonly staleSince?: string;
}

function statesView(current: ResourceState, policies: PolicySource): StatesView {
  const { resourceId, resourceType, readStartedAt, gone, staleSince, staleReason } = current;
  return {
    resourceId,
    resourceType,
    readAt: readStartedAt,
    ...(gone && { gone }),
    ...(staleSince !== undefined && { staleSince }),
    ...(staleReason !== undefined && { staleReason }),
    states: Object.entries(current.states).map(([policy, { state, since, reason, fields, staleSince }]) => {
      const entry = policies.policy(policy);
      return {
        policy,
        title: entry?.title ?? policy,
        controls: entry?.controls ?? [],
        ...(entry?.delegated && { delegated: entry.delegated }),
        severity: entry?.severity ?? 'low',
        state,
        since,
        ...(reason !== undefined && { reason }),
        ...(fields && { fields }),
        ...(staleSince !== undefined && { staleSince }),
      };
    }),
  };
}

/** The drifts recorded at or after a moment (ISO 8601), oldest first. @param part those after a place; about as many are read at once */
export function driftsSince(
  since: string,
  { journal, subscriptions }: Pick<PosturePorts, 'journal' | 'subscriptions'>,
  part?: Part,
): AsyncIterable<Drift> {
  return journal.since(subscriptions, since, part);
}

/** Returns the known states of one resource. */
export async function statesOf(
  resourceId: string,
  { store, policies }: Pick<PosturePorts, 'store' | 'policies'>,
): Promise<StatesView | 'never seen' | 'no resource id'> {
  if (!parseResourceId(resourceId)) return 'no resource id';
  const record = await store.read(resourceId);
  return record ? statesView(record.current, policies) : 'never seen';
}
