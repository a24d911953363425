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
  /** The safeguards that a drift is about. One by which a policy ends has none of its own: those of the drift before it count. */
  controlsOf(drift: Drift): readonly string[];
  /** The number of resources that were moved: what follows from their move stands in no drift of the new id. */
  moved(): number;
}

/** Works out the states before a moment from all drifts since the first: of each resource and policy the last one holds. Whether a resource holds PHI is as its last drift of all says. */
export function pastStates(to: string): PastStates {
  const last = new Map<string, { readonly sequence: number; readonly state: PastState }>();
  const phi = new Map<string, { readonly sequence: number; readonly phi: boolean | undefined }>();
  const moved = new Set<string>();
  const controlsOf = (drift: Drift): readonly string[] =>
    drift.controls.length > 0 ? drift.controls : (last.get(keyOf(drift))?.state.controls ?? []);
  return {
    add(drift) {
      const since = happenedAt(drift);
      if (since >= to) return;
      const { sequence } = drift;
      const resource = drift.resourceId.toLowerCase();
      if (drift.to === 'NotApplicable' && drift.reason === 'moved') moved.add(resource);
      if ((phi.get(resource)?.sequence ?? -1) < sequence) phi.set(resource, { sequence, phi: drift.phi });
      const key = keyOf(drift);
      if ((last.get(key)?.sequence ?? -1) > sequence) return;
      last.set(key, { sequence, state: { ...stateOf(drift, since, to), controls: controlsOf(drift) } });
    },
    all: () =>
      [...last]
        .filter(([, { state }]) => state.state !== 'NotApplicable')
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { state }]) => {
          const holds = phi.get(state.resourceId.toLowerCase())?.phi;
          return holds === undefined ? state : { ...state, phi: holds };
        }),
    controlsOf,
    moved: () => moved.size,
  };
}

function keyOf({ resourceId, policy }: Drift): string {
  return `${resourceId.toLowerCase()}|${policy}`;
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
    ...(drift.organization !== undefined && { organization: drift.organization }),
    ...(drift.recordedAt >= to && { late: true }),
  };
}
