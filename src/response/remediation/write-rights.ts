import { resourceTypeOf } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import { bodyOf } from './plan.ts';
import { valueAt } from './setting-paths.ts';
import type { Plan } from './types.ts';

/** An action of a role that a write needs, and the scope on which. */
export interface WriteRight {
  readonly action: string;
  readonly scope: string;
}

/** Right on each subnet that a write names. https://learn.microsoft.com/azure/storage/common/storage-network-security#required-permissions */
const joinSubnet = 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action';

const startTask = 'Microsoft.PolicyInsights/remediations/write';

/** Types whose `networkAcls` name subnets; they count where a write sends them. */
const withNetworkAcls: ReadonlySet<string> = new Set([
  'microsoft.storage/storageaccounts',
  'microsoft.keyvault/vaults',
]);

/** Its subnets count for every write. https://learn.microsoft.com/azure/cosmos-db/vnet-service-endpoint (frequently asked questions) */
const cosmosAccount = 'microsoft.documentdb/databaseaccounts';

/** The rights on what a plan writes: to read it and to write it. A task is written beside the resource, and Azure deploys. */
export function rightsOn({ method, target }: Plan): readonly WriteRight[] {
  const type = resourceTypeOf(target);
  return method === 'TASK'
    ? [{ action: startTask, scope: target }]
    : [`${type}/read`, `${type}/write`].map((action) => ({ action, scope: target }));
}

/** The rights on what else a plan names: the subnets of network rules, which mostly lie in other groups or subscriptions. */
export function linkedRights(plan: Plan, target: Resource): readonly WriteRight[] {
  if (plan.method === 'TASK') return [];
  const type = resourceTypeOf(plan.target).toLowerCase();
  const rules = withNetworkAcls.has(type)
    ? valueAt(bodyOf(plan, target), ['properties', 'networkAcls', 'virtualNetworkRules'])
    : type === cosmosAccount
      ? valueAt(target, ['properties', 'virtualNetworkRules'])
      : [];
  return [...new Set((Array.isArray(rules) ? rules : []).flatMap(subnetIn))].map((scope) => ({
    action: joinSubnet,
    scope,
  }));
}

/**
 * The actions of the role that remediation needs: those that the remedies of policies need, the right to start the remediation tasks
 * of the tenant's policies, and all reads.
 */
export function roleActions({ policies, types }: Pick<Catalogue, 'policies' | 'types'>): readonly string[] {
  const actions = new Set([startTask]);
  for (const { remedy, policy } of policies.values()) {
    if (!remedy || remedy.kind === 'task') continue;
    const on = remedy.kind === 'patch' ? remedy.on : undefined;
    const written = (on ? [on.type] : (policy.resourceTypes ?? [])).map((type) => type.toLowerCase());
    for (const type of written) actions.add(`${types.get(type)?.type ?? type}/write`);
    const changesRules = remedy.kind === 'modify' || 'networkAcls' in remedy.properties;
    for (const type of written)
      if (type === cosmosAccount || (withNetworkAcls.has(type) && changesRules)) actions.add(joinSubnet);
  }
  return ['*/read', ...[...actions].toSorted()];
}

/** Says what a refusal means that came although the rights were there when they were checked. */
export function explainDenial(why: string, { target }: Pick<Plan, 'target'>): string {
  const denied = `the remediation identity is denied: ${why}`;
  if (why.includes('LinkedAuthorizationFailed'))
    return `${denied}. Grant it ${joinSubnet} on the subnets that the rules of ${target} name`;
  if (why.includes('RequestDisallowedByPolicy')) return `a policy of the tenant denies the write: ${why}`;
  return `${denied}. Look for a deny assignment on ${target}, or grant it ${resourceTypeOf(target)}/write there`;
}

function subnetIn(rule: unknown): readonly string[] {
  const id = valueAt(rule, ['id']);
  return typeof id === 'string' && id !== '' ? [id] : [];
}
