import type { RecordVersion, Resource } from '../../model/index.ts';
import { evaluatePolicies, withExemptions } from '../../monitoring/evaluation/index.ts';
import { failureReason, isTransient } from '../../platform/azure/index.ts';
import { covers } from '../../records/index.ts';
import type { Exemption } from '../../records/index.ts';
import { subscriptionIdOf } from '../../model/index.ts';
import { listGroup } from './drill-group.ts';
import type { DrillPorts } from './ports.ts';

/** The verdict on the drill group before anything is restored into it. */
export type GroupVerdict =
  | { readonly kind: 'fit'; readonly resources: number }
  /** It is looked at again. */
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'unfit'; readonly why: string };

type Needs = Pick<
  DrillPorts,
  'azure' | 'reader' | 'policies' | 'catalogue' | 'ownership' | 'exemptions' | 'settings' | 'clock'
>;

/**
 * Evaluates the drill group and all that stands in it, by the same policies as production: what is restored is a copy of the records of patients. What is not known stops
 * the drill as a finding does.
 */
export async function evaluateGroup(ports: Needs): Promise<GroupVerdict> {
  const { group } = ports.settings;
  if (!ports.ownership.phiScopes.some((scope) => covers(scope, group)))
    return {
      kind: 'unfit',
      why: 'what is restored would not count as holding PHI: PHI_SCOPES must name the drill group',
    };
  const listed = await listGroup(ports);
  if (listed.kind !== 'found')
    return isTransient(listed)
      ? { kind: 'wait', why: failureReason(listed) }
      : { kind: 'unfit', why: `the drill group could not be listed: ${failureReason(listed)}` };
  const [stray] = listed.passing;
  if (stray)
    return { kind: 'unfit', why: `${stray.id} lies in the drill group, and is none of the template's` };
  const exemptions = await ports.exemptions.latest(subscriptionIdOf(group)?.toLowerCase() ?? '');
  const ids = [group, ...listed.standing.map(({ id }) => id)];
  for (const id of ids) {
    const evaluated = await evaluateOne(id, exemptions, ports);
    if (evaluated) return evaluated;
  }
  return { kind: 'fit', resources: ids.length };
}

async function evaluateOne(
  id: string,
  exemptions: readonly RecordVersion<Exemption>[],
  ports: Needs,
): Promise<Exclude<GroupVerdict, { kind: 'fit' }> | undefined> {
  const read = await ports.reader.get(id);
  if (read.kind === 'gone') return { kind: 'unfit', why: `${id} is not there` };
  if (read.kind !== 'found')
    return isTransient(read)
      ? { kind: 'wait', why: failureReason(read) }
      : { kind: 'unfit', why: `${id} could not be read: ${failureReason(read)}` };
  const { resource, startedAt } = read;
  return findingIn(resource, id, startedAt, exemptions, ports);
}

async function findingIn(
  resource: Resource,
  resourceId: string,
  readAt: string,
  exemptions: readonly RecordVersion<Exemption>[],
  { policies: source, reader, catalogue }: Needs,
): Promise<Exclude<GroupVerdict, { kind: 'fit' }> | undefined> {
  const policies = source.for(resourceId, resource.type);
  const apiVersion = catalogue.types.get(resource.type.toLowerCase())?.apiVersion;
  const context = { utcNow: readAt, ...(apiVersion !== undefined && { apiVersion }) };
  const { evaluations } = await evaluatePolicies({ resource, resourceId, policies, context }, reader);
  for (const [policy, evaluation] of withExemptions(evaluations, policies, resourceId, exemptions, readAt)) {
    if (evaluation.kind === 'stale') return { kind: 'wait', why: evaluation.reason };
    if (evaluation.state === 'NonCompliant' || evaluation.state === 'Unknown')
      return { kind: 'unfit', why: `${resourceId}: ${policy} is ${evaluation.state}` };
  }
  return undefined;
}
