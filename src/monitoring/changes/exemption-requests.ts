import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import type { Changed, Exemption, Keeping, Kept, Wrong } from '../../records/index.ts';
import {
  checked,
  endTrouble,
  exemptionRequest,
  keepChange,
  keepNew,
  longestExemptionDays,
  ownerOf,
  wrong,
} from '../../records/index.ts';
import type { ChangePorts } from './ports.ts';
import { reevaluateExempted } from './reevaluate-exempted.ts';

type Needs = Pick<
  ChangePorts,
  'records' | 'policies' | 'subscriptions' | 'clock' | 'store' | 'queue' | 'marginSeconds'
>;

/** Asks for an exemption. It counts once another person has approved it. */
export async function requestExemption(
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  ports: Needs,
  newId: Keeping['newId'],
): Promise<Kept<Exemption>> {
  const request = checked(exemptionRequest, input);
  if (request.kind === 'wrong') return request;
  const now = ports.clock.now().toISOString();
  const { scope, policies, validFrom, expiresAt } = request.value;
  const trouble =
    policyTrouble(policies, ports) ??
    endTrouble('expiresAt', expiresAt, now, longestExemptionDays) ??
    (validFrom !== undefined && validFrom >= expiresAt
      ? wrong('validFrom', 'must lie before expiresAt')
      : undefined);
  if (trouble) return trouble;
  const owner = ownerOf(scope);
  if (!ports.subscriptions.includes(owner)) return wrong('scope', 'lies in no subscription that is watched');
  const exemption: Exemption = {
    ...request.value,
    source: 'phiwatch',
    status: 'requested',
    requestedBy: caller.objectId,
  };
  return keepNew(ports.records.exemptions, owner, exemption, { now, newId });
}

/**
 * Approves an exemption that somebody else has asked for and answers for; what it covers is re-evaluated.
 * @param subscription lower-case GUID
 */
export async function approveExemption(
  subscription: string,
  id: string,
  caller: Caller,
  ports: Needs,
): Promise<Kept<Exemption>> {
  return changeExemption(subscription, id, ports, (value, now) => {
    if (value.status !== 'requested') return { kind: 'conflict', why: `it is ${value.status}` };
    const owners = [value.requestedBy ?? '', value.owner ?? ''] as const;
    const permission = can(caller, { roles: ['ExemptionApprover'] }, { owners });
    if (!permission.allowed) return { kind: 'refused', why: permission.why };
    if ((value.expiresAt ?? now) <= now) return { kind: 'conflict', why: 'it has expired' };
    const trouble = policyTrouble(value.policies, ports);
    if (trouble) return trouble;
    return { kind: 'good', value: { ...value, status: 'approved', approvedBy: caller.objectId } };
  });
}

/** Takes an exemption, or the request for one, back; what it covered is re-evaluated. Azure's own are taken back in Azure. */
export async function revokeExemption(
  subscription: string,
  id: string,
  caller: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Kept<Exemption>> {
  return changeExemption(subscription, id, ports, (value) => {
    if (value.status === 'revoked') return { kind: 'conflict', why: 'it is revoked' };
    if (value.source === 'azure') return { kind: 'conflict', why: 'it was given in Azure' };
    return { kind: 'good', value: { ...value, status: 'revoked', revokedBy: caller.objectId } };
  });
}

/** Keeps what an exemption is changed to, and has what it covers re-evaluated. */
async function changeExemption(
  subscription: string,
  id: string,
  ports: Needs,
  change: (value: Exemption, now: string) => Changed<Exemption>,
): Promise<Kept<Exemption>> {
  const now = ports.clock.now().toISOString();
  const { exemptions } = ports.records;
  const kept = await keepChange(exemptions, subscription, id, now, ({ value }) => change(value, now));
  if (kept.kind === 'kept') await reevaluateExempted(kept.record, ports);
  return kept;
}

function policyTrouble(
  names: readonly string[],
  { policies }: Pick<ChangePorts, 'policies'>,
): Wrong | undefined {
  const absent = names.find((name) => !policies.policy(name));
  if (absent !== undefined) return wrong('policies', `there is no policy ${absent}`);
  const never = names.find((name) => policies.policy(name)?.exemptable === false);
  return never === undefined ? undefined : wrong('policies', `${never} may never be exempted`);
}
