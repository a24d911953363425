import { severityOf } from '../../model/index.ts';
import type { Drift } from '../../model/index.ts';
import type { IntegrationEvent } from './integration-event.ts';

/** A drift as it is told: its states and which settings decided. Their values stay in the journal. */
export function driftEvent(drift: Drift): IntegrationEvent {
  const { resourceType, policy, policyVersion, title, controls, cause, sequence, from, to, actor, phi } =
    drift;
  return {
    id: drift.id,
    type: 'phiwatch.drift.recorded',
    subject: drift.resourceId,
    time: drift.recordedAt,
    data: {
      resourceType,
      policy,
      policyVersion,
      title,
      severity: severityOf(drift),
      controls,
      cause,
      sequence,
      from,
      to,
      phi: phi === true,
      ...(drift.organization !== undefined && { organization: drift.organization }),
      ...(drift.reason !== undefined && { reason: drift.reason }),
      settings: drift.after.map(({ path }) => path),
      ...(actor && { actor }),
      readAt: drift.readAt,
      recordedAt: drift.recordedAt,
    },
  };
}
