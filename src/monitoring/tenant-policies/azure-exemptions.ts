import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Records, RecordVersion } from '../../model/index.ts';
import type { PolicyExemption } from '../../platform/azure/index.ts';
import type { Exemption } from '../../records/index.ts';
import { isManagementGroup } from './assignment-scope.ts';
import type { AssignedPolicy, Snapshot } from './types.ts';

/**
 * Makes our record of Azure's own exemptions agree with what Azure has: new ones are added, changed ones get a further
 * version, those that are no longer there are revoked. Returns what was added, so that what it covers is re-evaluated.
 * Where Azure's could not be read, nothing is concluded from it.
 */
export async function mirrorExemptions(
  snapshot: Snapshot,
  assigned: readonly AssignedPolicy[],
  { exemptions, now }: { readonly exemptions: Records<Exemption>; readonly now: () => Date },
): Promise<readonly RecordVersion<Exemption>[]> {
  const { subscriptionId, trouble } = snapshot;
  if (trouble.some((each) => each.startsWith('exemptions:'))) return [];
  const there = new Map(
    snapshot.exemptions.map((each) => [recordId(each.id), toRecord(each, subscriptionId, assigned)]),
  );
  const known = (await exemptions.latest(subscriptionId)).filter(({ value }) => value.source === 'azure');
  const last = new Map(known.map((each) => [each.id, each]));
  const recordedAt = now().toISOString();
  const added: RecordVersion<Exemption>[] = [];
  const add = async (id: string, value: Exemption) => {
    const record = { id, version: (last.get(id)?.version ?? 0) + 1, recordedAt, value };
    // Taken: another instance was first, with the same.
    if ((await exemptions.add(subscriptionId, record)) === 'added') added.push(record);
  };
  for (const [id, value] of there) if (!isDeepStrictEqual(last.get(id)?.value, value)) await add(id, value);
  for (const { id, value } of known)
    if (!there.has(id) && value.status !== 'revoked') await add(id, { ...value, status: 'revoked' });
  return added;
}

/** Azure's exemptions of a subscription as records, for who keeps none. */
export function azureExemptions(
  snapshot: Snapshot,
  assigned: readonly AssignedPolicy[],
): readonly RecordVersion<Exemption>[] {
  return snapshot.exemptions.map((each) => ({
    id: recordId(each.id),
    version: 1,
    recordedAt: snapshot.readAt,
    value: toRecord(each, snapshot.subscriptionId, assigned),
  }));
}

function recordId(azureId: string): string {
  return `azure-${createHash('sha256').update(azureId.toLowerCase()).digest('hex').slice(0, 32)}`;
}

function toRecord(
  exemption: PolicyExemption,
  subscriptionId: string,
  assigned: readonly AssignedPolicy[],
): Exemption {
  const { id, scope, assignmentId, referenceIds, category, expiresOn, selective } = exemption;
  const wanted = new Set(referenceIds.map((each) => each.toLowerCase()));
  const policies = assigned
    .filter((each) => each.assignmentId.toLowerCase() === assignmentId.toLowerCase())
    .filter(({ referenceId = '' }) => wanted.size === 0 || wanted.has(referenceId.toLowerCase()))
    // Data-plane modes cannot be exempted.
    .filter(({ entry }) => !entry.policy.mode.includes('.'))
    .map(({ entry }) => entry.name);
  return {
    source: 'azure',
    status: 'approved',
    scope: isManagementGroup(scope) ? `/subscriptions/${subscriptionId}` : scope,
    // An exemption of some resources alone is not applied: which ones they are is not known here.
    policies: selective ? [] : policies,
    category: category === 'Mitigated' ? 'Mitigated' : 'Waiver',
    ...(expiresOn !== undefined && { expiresAt: new Date(expiresOn).toISOString() }),
    azureId: id,
  };
}
