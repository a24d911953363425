import { plusSeconds } from '../../base/index.ts';
import type { ReadFailure } from '../../platform/azure/index.ts';
import { isTransient, permits, waitOf } from '../../platform/azure/index.ts';
import type { DenyingPolicy } from '../../platform/azure/index.ts';
import { changed } from './plan.ts';
import type { Writing } from './ports.ts';
import type { ApplyResult, Plan } from './types.ts';
import type { Resource } from '../../model/index.ts';
import type { WriteRight } from './write-rights.ts';
import { linkedRights, rightsOn } from './write-rights.ts';

interface Prospect {
  readonly plan: Plan;
  readonly target: { readonly resource: Resource };
}

/** Asks Azure whether it would let a write through. Undefined: it would, as far as it can be asked. */
export async function checkWrite(
  { plan, target }: Prospect,
  ports: Writing,
): Promise<ApplyResult | undefined> {
  const rights = [...rightsOn(plan), ...linkedRights(plan, target.resource)];
  return (await checkRights(rights, ports)) ?? checkPolicies(plan, target.resource, ports);
}

/** Looks for the rights that the identity lacks; each scope is asked once. */
export async function checkRights(
  rights: readonly WriteRight[],
  ports: Pick<Writing, 'checks' | 'clock'>,
): Promise<ApplyResult | undefined> {
  const lacking: WriteRight[] = [];
  for (const [scope, wanted] of Map.groupBy(rights, (right) => right.scope)) {
    const granted = await ports.checks.permissions(scope);
    if (granted.kind !== 'read') {
      const what = 'the rights of the remediation identity cannot be read';
      return unchecked(granted, what, { action: 'Microsoft.Authorization/permissions/read', scope }, ports);
    }
    lacking.push(...wanted.filter(({ action }) => !permits(granted.value, action)));
  }
  if (lacking.length === 0) return undefined;
  return { kind: 'blocked', why: adviceFor(lacking) };
}

/** Names the rights that are missing, the scope, and what to grant. */
function adviceFor(lacking: readonly WriteRight[]): string {
  const list = lacking.map(({ action, scope }) => `${action} on ${scope}`).join(', and ');
  return `the remediation identity lacks ${list}: assign it the role of infra/remediation-role.json there`;
}

/** Looks for a deny policy that the resource would offend. What a remediation task deploys is not known beforehand. */
async function checkPolicies(
  plan: Plan,
  resource: Resource,
  ports: Pick<Writing, 'checks' | 'clock'>,
): Promise<ApplyResult | undefined> {
  if (plan.kind === 'task') return undefined;
  const after = changed(resource, plan.changes);
  const found = await ports.checks.denials({ ...after, id: plan.target });
  if (found.kind !== 'read') {
    const action = 'Microsoft.PolicyInsights/checkPolicyRestrictions/read';
    const scope = plan.target.split('/').slice(0, 5).join('/');
    const what = 'it cannot be checked whether a policy denies the write';
    return unchecked(found, what, { action, scope }, ports);
  }
  const [first, ...others] = found.value;
  if (!first) return undefined;
  const more = others.length === 0 ? '' : `, and so do ${others.length} more`;
  return { kind: 'blocked', why: `${describeDenial(first)}${more}` };
}

function describeDenial({ assignmentId, definitionId, referenceId, result }: DenyingPolicy): string {
  const policy = `(policy ${referenceId === undefined ? '' : `${referenceId} of its initiative, `}${definitionId})`;
  return result.toLowerCase() === 'noncompliant'
    ? `the policy assignment ${assignmentId} denies the write ${policy}`
    : `Azure cannot tell whether the policy assignment ${assignmentId} denies the write: ${result} ${policy}`;
}

/** Waits for what cannot be asked now, and tells people what may not be asked. Nothing is taken for a yes. */
function unchecked(
  failure: ReadFailure | { readonly kind: 'gone' },
  what: string,
  { action, scope }: WriteRight,
  { clock }: Pick<Writing, 'clock'>,
): ApplyResult {
  if (failure.kind === 'gone') return { kind: 'blocked', why: `${what}: Azure does not find ${scope}` };
  const why = `${what}: ${failure.reason}`;
  if (isTransient(failure)) {
    const seconds = Math.max(waitOf(failure), 30);
    return { kind: 'wait', until: plusSeconds(clock.now().toISOString(), seconds), why };
  }
  const advice = failure.kind === 'denied' ? `: ${adviceFor([{ action, scope }])}` : '';
  return { kind: 'blocked', why: `${why}${advice}` };
}
