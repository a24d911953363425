import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import { propertiesOf } from './merge.ts';
import { operationHeaders } from './operation-routes.ts';
import { checkApiVersion } from './providers.ts';
import type { Resource } from './resource.ts';
import type { Simulation } from './simulation.ts';
import type { Principal } from './tokens.ts';

const all = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/deletedVaults$/i;
const one =
  /^(\/subscriptions\/[^/]+\/providers\/Microsoft\.KeyVault\/locations\/[^/]+\/deletedVaults\/[^/]+)(\/purge)?$/i;

/**
 * Answers requests about deleted key vaults; undefined: it is about something else. The rights are those of
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault
 */
export function routeDeletedVaults(
  simulation: Simulation,
  who: Principal,
  request: ArmRequest,
): ArmResponse | undefined {
  const path = request.url.pathname.replace(/\/+$/, '');
  const [, subscription] = all.exec(path) ?? [];
  const [, id, purge] = one.exec(path) ?? [];
  if (subscription === undefined && id === undefined) return undefined;
  const version = request.url.searchParams.get('api-version');
  checkApiVersion('Microsoft.KeyVault/deletedVaults', version, simulation.options.offered);
  if (subscription !== undefined && request.method === 'GET')
    return list(simulation, who, request, subscription);
  if (id !== undefined && !purge && request.method === 'GET') {
    simulation.roles.require(who, 'Microsoft.KeyVault/locations/deletedVaults/read', id);
    return { status: 200, headers: {}, body: existing(simulation, id) };
  }
  if (id !== undefined && purge && request.method === 'POST') return purgeVault(simulation, who, request, id);
  throw new ArmError(405, 'MethodNotAllowed', `The method '${request.method}' is not allowed on '${path}'.`);
}

function list(
  { deletedVaults, roles, options }: Simulation,
  who: Principal,
  { url }: ArmRequest,
  subscription: string,
): ArmResponse {
  roles.require(who, 'Microsoft.KeyVault/deletedVaults/read', `/subscriptions/${subscription}`);
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const vaults = deletedVaults.list(subscription);
  const value = vaults.slice(from, from + options.pageSize);
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(from + value.length));
  const isLast = from + value.length >= vaults.length;
  return { status: 200, headers: {}, body: { value, ...(isLast ? {} : { nextLink: next.href }) } };
}

/** No source was found for the words. */
function existing({ deletedVaults }: Simulation, id: string): Resource {
  const vault = deletedVaults.get(id);
  if (vault) return vault;
  const name = id.split('/').at(-1);
  throw new ArmError(404, 'DeletedVaultNotFound', `The specified deleted vault '${name}' does not exist.`);
}

/** A vault with purge protection stays until its time is over. Many reports of `az keyvault purge` have the words; the status is not known. */
function purgeVault(simulation: Simulation, who: Principal, { url }: ArmRequest, id: string): ArmResponse {
  simulation.roles.require(who, 'Microsoft.KeyVault/locations/deletedVaults/purge/action', id);
  const { purgeProtectionEnabled } = propertiesOf(existing(simulation, id));
  if (purgeProtectionEnabled === true)
    throw new ArmError(405, 'MethodNotAllowed', "Operation 'DeletedVaultPurge' is not allowed.");
  const commit = () => simulation.deletedVaults.purge(id);
  const operation = simulation.operations.begin(id, { commit }, id.split('/')[6]);
  return { status: 202, headers: operationHeaders(operation, url) };
}
