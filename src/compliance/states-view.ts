import type { DecidingField, State } from '../policy/types.ts';
import type { Head } from '../store/types.ts';
import type { PolicySource } from './policy-source.ts';

/** What is known of a resource, for a reader. */
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
  readonly relayed?: true;
  readonly severity: string;
  readonly state: State;
  readonly since: string;
  readonly reason?: string;
  readonly fields?: readonly DecidingField[];
  readonly staleSince?: string;
}

export function statesView(head: Head, policies: PolicySource): StatesView {
  const { resourceId, resourceType, readStartedAt, gone, staleSince, staleReason } = head;
  return {
    resourceId,
    resourceType,
    readAt: readStartedAt,
    ...(gone && { gone }),
    ...(staleSince !== undefined && { staleSince }),
    ...(staleReason !== undefined && { staleReason }),
    states: Object.entries(head.states).map(([policy, { state, since, reason, fields, staleSince }]) => {
      const entry = policies.policy(policy);
      return {
        policy,
        title: entry?.title ?? policy,
        controls: entry?.controls ?? [],
        ...(entry?.relayed && { relayed: entry.relayed }),
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
