import { ArmError } from './errors.ts';
import { propertiesOf } from './merge.ts';
import type { Resources } from './resources.ts';
import { linkedRights } from './restores/linked-rights.ts';
import type { Roles } from './roles.ts';
import type { Principal } from './tokens.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action';

interface Rules {
  readonly virtualNetworkRules?: readonly { readonly id?: string }[];
}

/** The types that name subnets in `networkAcls`. What a body says of them is checked, and nothing else of the resource. */
const withNetworkAcls = new Set(['microsoft.storage/storageaccounts', 'microsoft.keyvault/vaults']);

interface LinkedWrite {
  readonly id: string;
  readonly type: string;
  /** The last part of the right that the write itself needs: `write`. */
  readonly verb: string;
  readonly body: unknown;
}

/**
 * Requires the right on each subnet that a write names, and on what a restore reads and where it writes. Of a Cosmos account the subnets that it has already count too, whatever the
 * write changes: "authorization validates access to resources (such as database and virtual network resources) before evaluating
 * any properties".
 * https://learn.microsoft.com/azure/storage/common/storage-network-security#required-permissions
 * https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#what-permissions-do-i-need-to-set-up-service-endpoints
 * https://learn.microsoft.com/azure/cosmos-db/vnet-service-endpoint (frequently asked questions)
 * @throws ArmError 403 in the words of Azure Resource Manager
 */
export function requireLinked(
  { roles, resources }: { readonly roles: Roles; readonly resources: Resources },
  who: Principal,
  write: LinkedWrite,
): void {
  const subnets = subnetsOf(write, resources).map((scope) => ({ action: join, scope }));
  const lacking = [...subnets, ...linkedRights(write)].filter(
    ({ action, scope }) => !roles.allows(who.oid, action, scope),
  );
  if (lacking.length === 0) return;
  const actions = new Set(lacking.map(({ action }) => action));
  const scopes = new Set(lacking.map(({ scope }) => scope));
  throw new ArmError(
    403,
    'LinkedAuthorizationFailed',
    `The client '${who.appid}' with object id '${who.oid}' has permission to perform action '${write.type}/${write.verb}' on scope '${write.id}'; however, it does not have permission to perform action(s) '${[...actions].join(',')}' on the linked scope(s) '${[...scopes].join(',')}' (respectively) or the linked scope(s) are invalid.`,
  );
}

function subnetsOf({ id, type, body }: LinkedWrite, resources: Resources): readonly string[] {
  const lower = type.toLowerCase();
  const given = propertiesOf(body) as Rules & { readonly networkAcls?: Rules };
  if (withNetworkAcls.has(lower)) return idsIn(given.networkAcls);
  if (lower !== 'microsoft.documentdb/databaseaccounts') return [];
  return [...idsIn(given), ...idsIn(propertiesOf(resources.get(id)?.resource))];
}

function idsIn(rules: Rules | undefined): readonly string[] {
  return (rules?.virtualNetworkRules ?? []).flatMap(({ id }) => (id ? [id] : []));
}
