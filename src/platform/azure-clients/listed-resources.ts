import { isJsonObject } from './classify-answer.ts';
import type { ListedResource } from '../azure/index.ts';

/** An entry of the list of a group's resources. https://learn.microsoft.com/rest/api/resources/resources/list-by-resource-group */
interface Listed {
  readonly id: string;
  readonly type: string;
  readonly createdTime?: unknown;
}

export function isListed(item: unknown): item is Listed {
  return isJsonObject(item) && typeof item['id'] === 'string' && typeof item['type'] === 'string';
}

export function listedResource({ id, type, createdTime }: Listed): ListedResource {
  const created = typeof createdTime === 'string' ? Date.parse(createdTime) : Number.NaN;
  return { id, type, ...(!Number.isNaN(created) && { createdAt: new Date(created).toISOString() }) };
}

interface DeletedVault {
  readonly properties: { readonly vaultId: string; readonly scheduledPurgeDate: string };
}

/** https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-deleted */
export function isVault(item: unknown): item is DeletedVault {
  const properties = isJsonObject(item) ? item['properties'] : undefined;
  return (
    isJsonObject(properties) &&
    typeof properties['vaultId'] === 'string' &&
    typeof properties['scheduledPurgeDate'] === 'string'
  );
}

export function softDeletedVault({ properties: { vaultId, scheduledPurgeDate } }: DeletedVault) {
  return { id: vaultId, purgedAt: scheduledPurgeDate };
}
