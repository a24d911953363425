import { isBefore } from '../../base/index.ts';
import type { ResourceState, PolicyState, Resource, ScanGap, State } from '../../model/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import type { EvaluationContext } from '../../rules/policy/index.ts';
import { outOfScope } from '../changes/index.ts';

/** Why a resource is to be read by a GET. */
export type Nomination =
  /** Never seen, or known as gone. */
  | 'new'
  /** Its known state is Unknown, or could not be confirmed. */
  | 'open'
  /** Other policies, or other versions of them, than when it was evaluated. */
  | 'policies'
  /** The graph shows something else than is known. */
  | 'differs'
  /** Policies look at what the graph does not hold, and it has not been read for long. */
  | 'related';

interface Nominated {
  readonly resource: Resource;
  readonly known: Known | undefined;
  readonly policies: readonly CataloguePolicy[];
  readonly context: EvaluationContext;
  /** The moment before which a read is too old to rely on for what only Resource Manager knows. */
  readonly readBefore: string;
}

interface Opinion {
  /** Undefined: what is known still holds, as far as the graph can tell. */
  readonly nomination?: Nomination;
  /** The graph does not hold all that its policies look at. */
  readonly needsRelated: boolean;
}

/**
 * Evaluates a resource by what the graph shows of it and compares that with what is known. The graph lags behind and shows a part:
 * this never makes a state, it only says where to look.
 */
export function nominateCandidates({ resource, known, policies, context, readBefore }: Nominated): Opinion {
  const verdicts = policies.map((entry) => ({ entry, state: stateOf(entry, resource, context) }));
  const needsRelated = verdicts.some(({ state }) => state === undefined);
  const opinion = (nomination?: Nomination): Opinion => ({
    needsRelated,
    ...(nomination !== undefined && { nomination }),
  });
  if (!known) return opinion('new');
  if (known.open) return opinion('open');
  if (Object.keys(known.states).length !== policies.length) return opinion('policies');
  for (const { entry, state } of verdicts) {
    const before = known.states[entry.name];
    if (before?.version !== entry.version) return opinion('policies');
    if (state !== undefined && before.state !== undefined && state !== before.state)
      return opinion('differs');
  }
  return opinion(needsRelated && isBefore(known.readStartedAt, readBefore) ? 'related' : undefined);
}

/** Returns the state that the rule gives by the resource alone; undefined where it needs more, or the graph shows too little. */
function stateOf({ policy }: CataloguePolicy, resource: Resource, context: EvaluationContext) {
  if (policy.needs.resourceGroup || policy.needs.subscription) return undefined;
  try {
    const { state, pending } = policy.evaluate(resource, context, () => undefined);
    return state === 'Unknown' || pending?.length ? undefined : state;
  } catch {
    // The graph is not enough for the rule; the GET that follows says why.
    return undefined;
  }
}

/** As much of a current state as a scan compares with: those of a whole resource group are held at a time. */
export interface Known {
  readonly resourceId: string;
  readonly readStartedAt: string;
  /** This scan has read it, and whole. */
  readonly confirmed: boolean;
  /** The things that could not be seen then. */
  readonly gaps?: readonly ScanGap[];
  /** Something is stale or Unknown. */
  readonly open: boolean;
  /** By policy. No state: the graph cannot say whether it still holds. */
  readonly states: Readonly<Record<string, { readonly state?: State; readonly version: string }>>;
}

export function knownOf(current: ResourceState, scanId: string): Known {
  // What a policy leaves out of its scope is as if it had never been evaluated by it.
  const states = Object.entries(current.states).filter(([, { reason }]) => reason !== outOfScope);
  const stale =
    current.staleSince !== undefined || states.some(([, { staleSince }]) => staleSince !== undefined);
  const confirmed = !stale && current.scan?.id === scanId;
  return {
    resourceId: current.resourceId,
    readStartedAt: current.readStartedAt,
    confirmed,
    ...(confirmed && current.scan?.gaps && { gaps: current.scan.gaps }),
    open: stale || states.some(([, { state }]) => state === 'Unknown'),
    states: Object.fromEntries(states.map(([name, state]) => [name, comparable(state)])),
  };
}

/** Returns the state to compare with: for an exempted resource, the state without the exemption. */
function comparable({ state, underlying, policyVersion: version }: PolicyState): Known['states'][string] {
  const ruled = state === 'Exempt' ? underlying : state;
  return { ...(ruled !== undefined && { state: ruled }), version };
}
