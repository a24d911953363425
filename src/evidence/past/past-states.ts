import type { Drift, Severity, State } from '../../model/index.ts';
import { happenedAt } from './drifts-of.ts';

/** The state of a resource by a policy at the end of a period, as drifts tell it. */
export interface PastState {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly policy: string;
  readonly policyVersion: string;
  readonly severity: Severity;
  readonly controls: readonly string[];
  readonly state: State;
  readonly since: string;
  /** Id of the drift by which it came to be so. */
  readonly drift: string;
  readonly reason?: string;
  readonly phi?: boolean;
  readonly organization?: string;
  /** It was put on record after the period. */
  readonly late?: true;
}

export interface PastStates {
  /** Takes drifts in any order. */
  add(drift: Drift): void;
  /** Those that say something of a resource, in the order of resource and policy. NotApplicable says nothing. */
  all(): readonly PastState[];
}

/** Works out the states before a moment from all drifts since the first: of each resource and policy the last one holds. */
export function pastStates(to: string): PastStates {
  const last = new Map<string, { readonly sequence: number; readonly state: PastState }>();
  return {
    add(drift) {
      const since = happenedAt(drift);
      if (since >= to) return;
      const key = `${drift.resourceId.toLowerCase()}|${drift.policy}`;
      if ((last.get(key)?.sequence ?? -1) > drift.sequence) return;
      last.set(key, { sequence: drift.sequence, state: stateOf(drift, since, to) });
    },
    all: () =>
      [...last]
        .filter(([, { state }]) => state.state !== 'NotApplicable')
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { state }]) => state),
  };
}

function stateOf(drift: Drift, since: string, to: string): PastState {
  const { resourceId, resourceType, policy, policyVersion, severity, controls } = drift;
  return {
    resourceId,
    resourceType,
    policy,
    policyVersion,
    severity,
    controls,
    state: drift.to,
    since,
    drift: drift.id,
    ...(drift.reason !== undefined && { reason: drift.reason }),
    ...(drift.phi !== undefined && { phi: drift.phi }),
    ...(drift.organization !== undefined && { organization: drift.organization }),
    ...(drift.recordedAt >= to && { late: true }),
  };
}
