import { isBefore } from '../../base/index.ts';
import type { PolicyState } from '../../model/index.ts';
import type { AzurePolicyState } from '../../platform/azure/index.ts';

/**
 * The relation of Azure's state of a resource to ours.
 * `older`: Azure evaluated before we read. `unmatched`: one of the two says nothing definite, or ours is Azure's own.
 */
export type ComparedState = 'agree' | 'disagree' | 'older' | 'unmatched';

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
