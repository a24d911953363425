import type { PolicyState } from '../../model/index.ts';
import type { AzurePolicyState } from '../../platform/azure/index.ts';
import type { Disagreement, KnownStates } from '../../platform/store/index.ts';
import { assignedName } from '../tenant-policies/index.ts';
import type { ComparedCounts } from './policy-tally.ts';
import { zeroOutcomes } from './policy-tally.ts';
import type { Comparing } from './ports.ts';
import { setSideBySide } from './set-side-by-side.ts';
import type { ComparedState } from './set-side-by-side.ts';

/** Returns our name of the policy of one of Azure's states. */
export function nameOf({
  assignmentId,
  definitionId,
  referenceId,
}: Pick<AzurePolicyState, 'assignmentId' | 'definitionId' | 'referenceId'>): string {
  return assignedName(assignmentId, definitionId, referenceId);
}

/** Returns our state for a policy; undefined where there is none that holds: the resource is gone, or cannot be read. */
export function holding(current: KnownStates | undefined, name: string): PolicyState | undefined {
  return current && !current.gone && current.staleSince === undefined ? current.states[name] : undefined;
}

/** Sets one of Azure's states beside ours. */
export function compareState(
  current: KnownStates | undefined,
  azures: AzurePolicyState,
  { policies }: Pick<Comparing, 'policies'>,
): ComparedState {
  const name = nameOf(azures);
  if (!current || policies.policy(name)?.delegated) return 'unmatched';
  return setSideBySide(holding(current, name), current.readStartedAt, azures);
}

/**
 * Compares all that Azure says of a resource with its current state, keeps each disagreement with both reasons, and ends those that
 * are no more. Azure's verdict never changes ours.
 */
export async function compareResource(
  current: KnownStates,
  azures: readonly AzurePolicyState[],
  comparing: Comparing,
): Promise<Readonly<ComparedCounts>> {
  const { disagreements, now } = comparing;
  const counts = zeroOutcomes();
  const known = await disagreements.of(current.resourceId);
  const settled = new Set(known.map(({ policy }) => policy));
  for (const state of azures) {
    const outcome = compareState(current, state, comparing);
    counts[outcome] += 1;
    // An older state says nothing of what we read since: what was found stands.
    if (outcome === 'older' || outcome === 'disagree') settled.delete(nameOf(state));
    if (outcome === 'disagree') await recordDisagreement(current, state, known, comparing);
  }
  for (const each of known)
    if (settled.has(each.policy) && each.endedAt === undefined)
      await disagreements.record({ ...each, endedAt: now().toISOString() });
  return counts;
}

/** Keeps that Azure's state of a resource and ours differ. `known`: the disagreements of the resource so far. */
export async function recordDisagreement(
  current: KnownStates,
  azures: AzurePolicyState,
  known: readonly Disagreement[],
  { policies, disagreements, now }: Comparing,
): Promise<void> {
  const policy = nameOf(azures);
  const ours = current.states[policy];
  if (!ours) return;
  const before = known.find((each) => each.policy === policy);
  const seenAt = now().toISOString();
  const reason = reasonOf(ours);
  await disagreements.record({
    resourceId: current.resourceId,
    policy,
    title: policies.policy(policy)?.title ?? policy,
    policyVersion: ours.policyVersion,
    ours: { state: ours.state, ...(reason && { reason }), at: current.readStartedAt },
    azures: {
      state: azures.state,
      ...(azures.reason !== undefined && { reason: azures.reason }),
      at: azures.timestamp,
    },
    firstSeenAt: before && before.endedAt === undefined ? before.firstSeenAt : seenAt,
    lastSeenAt: seenAt,
  });
}

/** The reason as it stands, or what decided it; for Compliant, what was read. */
function reasonOf({ reason, fields, values }: PolicyState): string {
  if (reason) return reason;
  if (fields?.length)
    return fields
      .map(({ path, actual, expected }) => `${path} is ${JSON.stringify(actual)}, expected ${expected}`)
      .join('; ');
  return Object.entries(values ?? {})
    .map(([path, value]) => `${path} is ${JSON.stringify(value)}`)
    .join('; ');
}
