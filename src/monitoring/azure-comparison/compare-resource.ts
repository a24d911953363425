import { isBefore } from '../../base/index.ts';
import type { ResourceState, PolicyState } from '../../model/index.ts';
import type { AzurePolicyState } from '../../platform/azure/index.ts';
import type { Disagreement } from '../../platform/store/index.ts';
import { assignedName } from '../tenant-policies/index.ts';
import type { Comparing } from './ports.ts';

/**
 * Compares all that Azure says of a resource with its current state, keeps each disagreement with both reasons, and ends those that
 * are no more. Azure's verdict never changes ours.
 */
export async function compareResource(
  current: ResourceState,
  azures: readonly AzurePolicyState[],
  { policies, disagreements, now }: Comparing,
): Promise<Readonly<Record<ComparedState, number>>> {
  const counts = { agree: 0, disagree: 0, older: 0, unmatched: 0 };
  const seenAt = now().toISOString();
  const known = new Map((await disagreements.of(current.resourceId)).map((each) => [each.policy, each]));
  const settled = new Set(known.keys());
  for (const state of azures) {
    const name = assignedName(state.assignmentId, state.definitionId, state.referenceId);
    const entry = policies.policy(name);
    const ours = current.states[name];
    const outcome = entry?.delegated ? 'unmatched' : setSideBySide(ours, current.readStartedAt, state);
    counts[outcome] += 1;
    // An older state says nothing of what we read since: what was found stands.
    if (outcome === 'older' || outcome === 'disagree') settled.delete(name);
    if (outcome !== 'disagree' || !ours) continue;
    const before = known.get(name);
    const open = before && before.endedAt === undefined ? before.firstSeenAt : seenAt;
    await disagreements.record({
      ...disagreementOf(current, name, entry?.title ?? name, ours, state),
      firstSeenAt: open,
      lastSeenAt: seenAt,
    });
  }
  for (const name of settled) {
    const ended = known.get(name);
    if (ended && ended.endedAt === undefined) await disagreements.record({ ...ended, endedAt: seenAt });
  }
  return counts;
}

function disagreementOf(
  current: ResourceState,
  policy: string,
  title: string,
  ours: PolicyState,
  azures: AzurePolicyState,
): Omit<Disagreement, 'firstSeenAt' | 'lastSeenAt'> {
  const reason = reasonOf(ours);
  return {
    resourceId: current.resourceId,
    policy,
    title,
    policyVersion: ours.policyVersion,
    ours: { state: ours.state, ...(reason && { reason }), at: current.readStartedAt },
    azures: {
      state: azures.state,
      ...(azures.reason !== undefined && { reason: azures.reason }),
      at: azures.timestamp,
    },
  };
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

/**
 * The relation of Azure's state of a resource to ours.
 * `older`: Azure evaluated before we read. `unmatched`: one of the two says nothing definite, or ours is Azure's own.
 */
type ComparedState = 'agree' | 'disagree' | 'older' | 'unmatched';

/**
 * Azure's words for states that say something about ours.
 * https://learn.microsoft.com/azure/governance/policy/concepts/compliance-states
 */
const definite = new Map([
  ['compliant', 'Compliant'],
  ['noncompliant', 'NonCompliant'],
  ['exempt', 'Exempt'],
]);

/** Sets both side by side. `readAt`: when our read began. */
export function setSideBySide(
  ours: PolicyState | undefined,
  readAt: string,
  azures: Pick<AzurePolicyState, 'state' | 'timestamp'>,
): ComparedState {
  const said = definite.get(azures.state.toLowerCase());
  if (!ours || ours.state === 'Unknown' || ours.staleSince || !said) return 'unmatched';
  if (!isBefore(readAt, azures.timestamp)) return 'older';
  // Azure calls compliant what a policy does not apply to, where it says anything of it.
  if (ours.state === said || (ours.state === 'NotApplicable' && said === 'Compliant')) return 'agree';
  return 'disagree';
}
