import type { Drift } from '../store/types.ts';

/** A drift as a CloudEvent 1.0. Its id is that of the drift: who gets it twice can tell. */
export interface DriftEvent {
  readonly id: string;
  readonly type: 'phiwatch.drift.recorded';
  readonly source: string;
  /** Id of the resource. */
  readonly subject: string;
  readonly time: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

export function eventOf(drift: Drift): DriftEvent {
  const { id, resourceId, recordedAt } = drift;
  return {
    id,
    type: 'phiwatch.drift.recorded',
    source: `/phiwatch${resourceId.toLowerCase().split('/').slice(0, 3).join('/')}`,
    subject: resourceId,
    time: new Date(recordedAt),
    data: factsOf(drift),
  };
}

/** A drift as a row of a table. `TimeGenerated` is when it was recorded. */
export function rowOf(drift: Drift): Record<string, unknown> {
  return {
    TimeGenerated: drift.recordedAt,
    DriftId: drift.id,
    ResourceId: drift.resourceId,
    ...factsOf(drift),
  };
}

/** What is told of a drift: ids, states and which settings decided. Their values stay in the journal. */
function factsOf(drift: Drift) {
  const { resourceType, policy, policyVersion, title, controls, cause, sequence, from, to, actor, phi } =
    drift;
  return {
    resourceType,
    policy,
    policyVersion,
    title,
    severity: drift.effectiveSeverity ?? drift.severity,
    controls,
    cause,
    sequence,
    from,
    to,
    phi: phi === true,
    ...(drift.organisation !== undefined && { organisation: drift.organisation }),
    ...(drift.reason !== undefined && { reason: drift.reason }),
    settings: drift.after.map(({ path }) => path),
    ...(actor && { actor }),
    readAt: drift.readAt,
    recordedAt: drift.recordedAt,
  };
}
