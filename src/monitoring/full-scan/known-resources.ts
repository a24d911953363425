import type { Head, PolicyState, ScanGap, State } from '../../model/index.ts';

/** As much of a head as a scan compares with: those of a whole resource group are held at a time. */
export interface Known {
  readonly resourceId: string;
  readonly readStartedAt: string;
  /** This scan has read it, and whole. */
  readonly confirmed: boolean;
  /** What could not be seen then. */
  readonly gaps?: readonly ScanGap[];
  /** Something is stale or Unknown. */
  readonly open: boolean;
  /** By policy. No state: the graph cannot say whether it still holds. */
  readonly states: Readonly<Record<string, { readonly state?: State; readonly version: string }>>;
}

export function knownOf(head: Head, scanId: string): Known {
  const states = Object.entries(head.states);
  const stale =
    head.staleSince !== undefined || states.some(([, { staleSince }]) => staleSince !== undefined);
  const confirmed = !stale && head.scan?.id === scanId;
  return {
    resourceId: head.resourceId,
    readStartedAt: head.readStartedAt,
    confirmed,
    ...(confirmed && head.scan?.gaps && { gaps: head.scan.gaps }),
    open: stale || states.some(([, { state }]) => state === 'Unknown'),
    states: Object.fromEntries(states.map(([name, state]) => [name, comparable(state)])),
  };
}

/** Of an exempted resource, what the rule says without the exemption. */
function comparable({ state, underlying, policyVersion: version }: PolicyState): Known['states'][string] {
  const ruled = state === 'Exempt' ? underlying : state;
  return { ...(ruled !== undefined && { state: ruled }), version };
}
