import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import type { Changed, Exemption, Saving, Saved, Invalid } from '../../records/index.ts';
import {
  checked,
  endTrouble,
  exemptionRequest,
  saveChange,
  saveNew,
  longestExemptionDays,
  ownerOf,
  invalid,
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
  newId: Saving['newId'],
): Promise<Saved<Exemption>> {
  const request = checked(exemptionRequest, input);
  if (request.kind === 'invalid') return request;
  const now = ports.clock.now().toISOString();
  const { scope, policies, validFrom, expiresAt } = request.value;
  const trouble =
    policyTrouble(policies, ports) ??
    endTrouble('expiresAt', expiresAt, now, longestExemptionDays) ??
    (validFrom !== undefined && validFrom >= expiresAt
      ? invalid('validFrom', 'must be before expiresAt')
      : undefined);
  if (trouble) return trouble;
  const owner = ownerOf(scope);
  if (!ports.subscriptions.includes(owner)) return invalid('scope', 'must be in a watched subscription');
  const exemption: Exemption = {
    ...request.value,
    source: 'phiwatch',
    status: 'requested',
    requestedBy: caller.objectId,
  };
  return saveNew(ports.records.exemptions, owner, exemption, { now, newId });
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
): Promise<Saved<Exemption>> {
  return changeExemption(subscription, id, ports, (value, now) => {
    if (value.status !== 'requested')
      return { kind: 'conflict', why: `the exemption is already ${value.status}` };
    const owners = [value.requestedBy ?? '', value.owner ?? ''] as const;
    const permission = can(caller, { roles: ['ExemptionApprover'] }, { owners });
    if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    if ((value.expiresAt ?? now) <= now) return { kind: 'conflict', why: 'the exemption has expired' };
    const trouble = policyTrouble(value.policies, ports);
    if (trouble) return trouble;
    return { kind: 'ok', value: { ...value, status: 'approved', approvedBy: caller.objectId } };
  });
}

/** Takes an exemption, or the request for one, back; what it covered is re-evaluated. Azure's own are taken back in Azure. */
export async function revokeExemption(
  subscription: string,
  id: string,
  caller: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Saved<Exemption>> {
  return changeExemption(subscription, id, ports, (value) => {
    if (value.status === 'revoked') return { kind: 'conflict', why: 'the exemption is already revoked' };
    if (value.source === 'azure')
      return { kind: 'conflict', why: 'the exemption was made in Azure, and has to be revoked there' };
    return { kind: 'ok', value: { ...value, status: 'revoked', revokedBy: caller.objectId } };
  });
}

/** Keeps what an exemption is changed to, and has what it covers re-evaluated. */
async function changeExemption(
  subscription: string,
  id: string,
  ports: Needs,
  change: (value: Exemption, now: string) => Changed<Exemption>,
): Promise<Saved<Exemption>> {
  const now = ports.clock.now().toISOString();
  const { exemptions } = ports.records;
  const kept = await saveChange(exemptions, subscription, id, now, ({ value }) => change(value, now));
  if (kept.kind === 'saved') await reevaluateExempted(kept.record, ports);
  return kept;
}

function policyTrouble(
  names: readonly string[],
  { policies }: Pick<ChangePorts, 'policies'>,
): Invalid | undefined {
  const absent = names.find((name) => !policies.policy(name));
  if (absent !== undefined)
    return invalid('policies', `must name known policies, and there is no policy ${absent}`);
  const never = names.find((name) => policies.policy(name)?.exemptable === false);
  return never === undefined
    ? undefined
    : invalid('policies', `must not name ${never}, which may never be exempted`);
}
