import { parseResourceId } from '../../model/index.ts';
import { hostsIn, storageAccountsIn, vaultOf } from './own-addresses.ts';
import type { Plan } from './types.ts';

/**
 * A resource that phiwatch itself runs on. Storage accounts, vaults and apps have names that are unique in Azure, so type and name are
 * enough; a subscription is compared where it is known.
 */
export interface OwnResource {
  /** Lower case: `microsoft.storage/storageaccounts`. What lies under it counts too. */
  readonly type: string;
  /** Lower case. */
  readonly name: string;
  /** Lower case. */
  readonly subscriptionId?: string;
  /** The setting that names it. */
  readonly setting: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that hold a storage account: by identity (`NAME__blobServiceUri`) or by a connection string. */
const storageSettings =
  /^(?:STORAGE|AzureWebJobsStorage)(?:__.+)?$|^WEBSITE_CONTENTAZUREFILECONNECTIONSTRING$|^DEPLOYMENT_STORAGE_CONNECTION_STRING$/i;

/**
 * Finds the resources that phiwatch itself runs on in the settings of its app.
 * https://learn.microsoft.com/azure/app-service/reference-app-settings
 * https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
 */
export function ownResourcesOf(environment: Environment): readonly OwnResource[] {
  const found: OwnResource[] = [];
  for (const [setting, value] of Object.entries(environment)) {
    if (!value) continue;
    if (storageSettings.test(setting))
      for (const name of storageAccountsIn(setting, value))
        found.push({ type: 'microsoft.storage/storageaccounts', name, setting });
    for (const name of vaultsIn(setting, value))
      found.push({ type: 'microsoft.keyvault/vaults', name, setting });
  }
  const own = [...found, ...appIn(environment), ...namedIn(environment)];
  return [...new Map(own.map((each) => [`${each.type}|${each.name}`, each])).values()];
}

/** Finds the resource of phiwatch's own that an id names, or that lies above it. */
export function ownResource(resourceId: string, own: readonly OwnResource[]): OwnResource | undefined {
  const parsed = parseResourceId(resourceId.toLowerCase());
  if (!parsed) return undefined;
  return own.find(
    (each) =>
      `${parsed.type}/`.startsWith(`${each.type}/`) &&
      `${parsed.name}/`.startsWith(`${each.name}/`) &&
      (each.subscriptionId === undefined || each.subscriptionId === parsed.subscriptionId),
  );
}

/** The caution that every message about such a resource has. */
export function ownCaution({ setting }: OwnResource): string {
  return `phiwatch itself runs on this resource (setting ${setting}): the change can stop it from seeing drifts and from sending messages.`;
}

/** A plan with the caution, where it is for such a resource. The caution is no part of what an approval is for. */
export function withOwnCaution(plan: Plan, own: readonly OwnResource[]): Plan {
  const found = ownResource(plan.target, own);
  if (!found) return plan;
  const caution = [ownCaution(found), ...(plan.caution === undefined ? [] : [plan.caution])].join(' ');
  return { ...plan, caution };
}

/**
 * A reference is resolved before the app starts, so its text is in the variable that App Service adds; in the setting itself it stays
 * only where it could not be resolved.
 */
function vaultsIn(setting: string, value: string): readonly string[] {
  if (setting === 'WEBSITE_KEYVAULT_REFERENCES') return hostsIn(value).flatMap(vaultOf);
  if (setting === 'AzureWebJobsSecretStorageKeyVaultUri') return hostsIn(value).flatMap(vaultOf);
  return value.startsWith('@Microsoft.KeyVault(') ? hostsIn(value).flatMap(vaultOf) : [];
}

/** The app: `WEBSITE_OWNER_NAME` is `SUBSCRIPTION+WEBSPACE`. */
function appIn(environment: Environment): readonly OwnResource[] {
  const { WEBSITE_SITE_NAME: name, WEBSITE_OWNER_NAME: owner } = environment;
  if (!name) return [];
  const [subscriptionId] = owner?.toLowerCase().split('+') ?? [];
  return [
    {
      type: 'microsoft.web/sites',
      name: name.toLowerCase(),
      ...(subscriptionId && { subscriptionId }),
      setting: 'WEBSITE_SITE_NAME',
    },
  ];
}

/** Resources that no other setting tells of: the app of the other role, a workspace, a network. */
function namedIn({ OWN_RESOURCES: ids }: Environment): readonly OwnResource[] {
  return (ids ?? '').split(',').flatMap((id) => {
    const parsed = parseResourceId(id.trim().toLowerCase());
    if (!parsed) return [];
    const { type, name, subscriptionId } = parsed;
    return [{ type, name, ...(subscriptionId && { subscriptionId }), setting: 'OWN_RESOURCES' }];
  });
}
