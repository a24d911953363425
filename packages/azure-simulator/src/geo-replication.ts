import { propertiesOf } from './merge.ts';
import type { Resource } from './resource.ts';

const type = 'microsoft.storage/storageaccounts';
const name = 'geoReplicationStats';

/**
 * Returns a storage account as a read answers it: `geoReplicationStats` only where `$expand` asks for it, and only of an account that is
 * replicated to another region.
 * https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties ($expand), https://learn.microsoft.com/azure/storage/common/last-sync-time-get
 */
export function asExpanded(resource: Resource, expand: string | null = null): Resource {
  const properties = propertiesOf(resource);
  if (resource.type.toLowerCase() !== type || !(name in properties)) return resource;
  const wanted = expand?.split(',').some((each) => each.trim().toLowerCase() === name.toLowerCase());
  const sku = (resource['sku'] as { readonly name?: string } | undefined)?.name ?? '';
  if (wanted && /^Standard_(RA)?GZ?RS$/i.test(sku)) return resource;
  const { [name]: _stats, ...rest } = properties;
  return { ...resource, properties: rest };
}
